import { deepEqual, equal } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPlugin, type RunningPlugin } from '@plexica/sdk/testing';

interface Note {
  id: number;
  text: string;
}

let plugin: RunningPlugin;

before(async () => {
  plugin = await startPlugin(import.meta.dirname, { config: { maximumLength: 20 } });
});

after(() => plugin?.close());

test('adds, lists and deletes a note', async () => {
  const writer = await plugin.as('writer');

  const added = await writer.post('/notes', { text: 'Buy milk' });
  equal(added.status, 201);
  const note = (await added.json()) as Note;

  const notes = (await (await writer.get('/notes')).json()) as Note[];
  deepEqual(
    notes.map(({ text }) => text),
    ['Buy milk'],
  );

  equal((await writer.delete(`/notes/${note.id}`)).status, 204);
  deepEqual(await (await writer.get('/notes')).json(), []);
});

test('refuses a note that is longer than the configured maximum', async () => {
  const writer = await plugin.as('writer');
  const answer = await writer.post('/notes', { text: 'a text with more than twenty characters' });
  equal(answer.status, 422);
});

test('refuses callers without the permission', async () => {
  const stranger = await plugin.as({ permissions: [] });
  equal((await stranger.get('/notes')).status, 403);
  equal((await plugin.anonymous.get('/notes')).status, 401);
});
