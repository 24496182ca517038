import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pino from 'pino';
import { createClient, type Client } from '@plexica/sdk/client';
import { serverCommand } from '@plexica/sdk/server';
import { startEmbeddedPostgres } from '../control-plane/dist/database/embedded.js';
import { deriveKeys } from '../control-plane/dist/keys.js';
import { pluginPackage, type PluginSource } from '../control-plane/test/installations/plugin-package.ts';
import type { Place } from './figure.ts';
import { start } from './processes.ts';

export interface Database {
  /** Connects as the role that the control plane works with. */
  url: string;
  superuserUrl: string;
}

/**
 * A PostgreSQL as the control plane brings it, which its peer can use as well.
 *
 * @param name of its folder, where a bench has several
 */
export async function startDatabase(place: Place, name = 'database'): Promise<Database> {
  const keys = deriveKeys('the secret of a bench, long enough');
  const database = await startEmbeddedPostgres(join(place.folder, name), keys, pino({ level: 'silent' }));
  place.cleanup(() => database.stop());
  return database;
}

export interface Server {
  url: string;
  pid: number;
  /** Calls it as the admin. */
  api: Client;
}

/**
 * A control plane as production runs it: built, in its own process, its log in a file.
 *
 * @param name of its folder, where a bench has several
 * @param limits of requests; without any, a bench is not slowed down by them
 */
export async function startServer(
  place: Place,
  database: Database,
  name = 'data',
  limits = 'off',
): Promise<Server> {
  const token = 'plx_admin-token-of-the-bench';
  const data = join(place.folder, name);
  await mkdir(data, { mode: 0o711 });
  const log = openSync(join(place.folder, `${name}.log`), 'w');
  const environment = {
    PATH: process.env['PATH'],
    PLEXICA_DATA: data,
    PLEXICA_PORT: '0',
    PLEXICA_ADMIN_TOKEN: token,
    DATABASE_URL: database.url,
    PLEXICA_LIMITS: limits,
  };
  const { child, line } = await start(place, serverCommand(resolve('control-plane'), '--attached'), {
    env: environment,
    stdio: ['pipe', 'pipe', log],
  }).finally(() => closeSync(log));
  const { url } = JSON.parse(line) as { url: string };
  return { url, pid: child.pid as number, api: createClient({ url, token }) };
}

/** Publishes a plugin with one table and one route that reads one row of it by its id. */
export async function publishNotes({ api }: Server): Promise<void> {
  const source: PluginSource & { id: string } = {
    id: 'notes',
    version: '1.0.0',
    permissions: { read: 'Read notes' },
    migrations: {
      '001_notes.sql': `CREATE TABLE notes (id integer PRIMARY KEY, text text NOT NULL);
        INSERT INTO notes SELECT number, 'Note ' || number FROM generate_series(1, 1000) AS number;`,
    },
    routes: {
      'GET /notes/:id': {
        access: { permission: 'read' },
        source: `(ctx) => ctx.db.one('SELECT id, text FROM notes WHERE id = $1', [Number(ctx.request.params.id)])`,
      },
    },
  };
  await api.publishVersion({
    plugin: 'notes',
    version: '1.0.0',
    tag: 'latest',
    body: await pluginPackage(source),
  });
}
