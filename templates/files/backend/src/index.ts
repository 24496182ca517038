import { HttpError, Permission, PlexicaPlugin, Route, type Context } from '@plexica/sdk';

/** A row of the table in `migrations/001_notes.sql`. */
interface Note {
  id: number;
  text: string;
  author: string;
  created_at: string;
}

/** The configuration of a tenant: `config` in `plexica.json`. */
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
    const body = await ctx.request.json<{ text?: unknown } | null>();
    const text = body?.text;
    const { maximumLength } = ctx.config;
    if (typeof text !== 'string' || text.trim() === '' || text.length > maximumLength) {
      const fields = { text: `must be a string of 1 to ${maximumLength} characters` };
      throw new HttpError(422, 'a note needs a text', { fields });
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
    const removed =
      Number.isSafeInteger(id) && (await ctx.db.one('delete from notes where id = $1 returning id', [id]));
    if (!removed) throw new HttpError(404, 'note not found');
  }
}
