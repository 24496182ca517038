import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { deriveKeys } from '../src/keys.ts';
import type { TestServer } from './server.ts';

/** Connects to a test server's embedded database as its administrator would. */
export function superuser(server: TestServer): Promise<pg.Client> {
  return connectAs(server, 'postgres');
}

/** Connects to a test server's embedded database as a role whose password the server derives. */
export async function connectAs({ data }: TestServer, user: string): Promise<pg.Client> {
  const secret = (await readFile(join(data, 'secret'), 'utf8')).trim();
  const port = Number((await readFile(join(data, 'database', 'postmaster.pid'), 'utf8')).split('\n')[3]);
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user,
    password: deriveKeys(secret).rolePassword(user),
    database: 'plexica',
  });
  // Tests kill the database under it.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
