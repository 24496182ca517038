import { HttpError, Permission, PlexicaPlugin, Route, type Context } from '@plexica/sdk';

interface Note {
  id: number;
  text: string;
  author: string;
  created_at: string;
}

interface Config {
  maximumLength: number;
}

export default class Notes extends PlexicaPlugin {
  @Route('GET', '/notes')
  @Permission('notes.use')
  list(ctx: Context<Config>): Promise<Note[]> {
    return ctx.db.query<Note>('select id, text, author, created_at from notes order by id');
  }

  @Route('POST', '/notes')
  @Permission('notes.use')
  async add(ctx: Context<Config>): Promise<Response> {
    const { text } = await ctx.request.json<{ text?: unknown }>();
    if (typeof text !== 'string' || text.trim() === '') {
      throw new HttpError(422, 'a note needs a text', { fields: { text: 'must be a string that is not empty' } });
    }
    if (text.length > ctx.config.maximumLength) {
      throw new HttpError(422, 'the note is too long', {
        fields: { text: `must have at most ${ctx.config.maximumLength} characters` },
      });
    }
    const note = await ctx.db.one<Note>(
      'insert into notes (text, author) values ($1, $2) returning id, text, author, created_at',
      [text, ctx.user?.name],
    );
    return Response.json(note, { status: 201 });
  }

  @Route('DELETE', '/notes/:id')
  @Permission('notes.use')
  async remove(ctx: Context<Config>): Promise<void> {
    const id = Number(ctx.request.params.id);
    const removed = Number.isSafeInteger(id)
      ? await ctx.db.one('delete from notes where id = $1 returning id', [id])
      : undefined;
    if (removed === undefined) {
      throw new HttpError(404, 'there is no such note');
    }
  }
}
