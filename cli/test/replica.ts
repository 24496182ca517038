import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveKeys } from '../../control-plane/src/keys.ts';
import type { TestServer } from './server.ts';

/** What another server is told so that it uses the database and the packages of a server with an embedded database. */
export async function besides({ data }: TestServer): Promise<NodeJS.ProcessEnv> {
  const secret = (await readFile(join(data, 'secret'), 'utf8')).trim();
  const port = (await readFile(join(data, 'database', 'postmaster.pid'), 'utf8')).split('\n')[3];
  const password = deriveKeys(secret).rolePassword('plexica');
  return {
    DATABASE_URL: `postgres://plexica:${password}@127.0.0.1:${port}/plexica`,
    PLEXICA_SECRET: secret,
    PLEXICA_BLOBS: `file:${join(data, 'blobs')}`,
  };
}
