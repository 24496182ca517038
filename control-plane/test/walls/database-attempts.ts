import { setTimeout as sleep } from 'node:timers/promises';
import { publish } from '../installations/plugin-package.ts';
import type { TestServer } from '../server.ts';
import { DATABASE_ROWS, type DatabaseRow } from './database-rows.ts';
import { ATTACKER, twoTenants, type Victims } from './tenants.ts';

/** What the plugin, or whoever installs it, is told of an attempt. */
export interface Told {
  /** The SQLSTATE or the error code; `undefined` of what was done. */
  code: string | undefined;
  text: string;
}

/** A server with two tenants, in one of which a plugin tries every row. */
export interface DatabaseAttempts {
  victims: Victims;
  /** Sends the SQL of a row by the way that it names. */
  attempt(row: DatabaseRow): Promise<Told>;
  /** @returns what the attempts have changed of others or of the plugin's own installation */
  damage(): Promise<string[]>;
}

export async function openDatabaseAttempts(server: TestServer): Promise<DatabaseAttempts> {
  const victims = await twoTenants(server);
  const published = new Set<string>();

  const versionOf = async (row: DatabaseRow, more: object): Promise<string> => {
    const version = `2.${DATABASE_ROWS.indexOf(row)}.0`;
    if (!published.has(version)) await publish(server, { ...ATTACKER, version, ...more });
    published.add(version);
    return version;
  };

  /** What an update ended with, however long it took. */
  const update = async (range: string): Promise<Told> => {
    const { status, body } = await server.request('POST', '/v1/tenants/acme/plugins/notes/actions/update', {
      json: { range },
    });
    if (status !== 202) return { code: body.code, text: String(body.detail) };
    for (;;) {
      const operation = await server.request('GET', `/v1/operations/${body.id}`);
      const { state, error } = operation.body;
      if (state === 'failed') return { code: error.code, text: error.message };
      if (state === 'succeeded') return { code: undefined, text: '' };
      await sleep(100);
    }
  };

  return {
    victims,
    async attempt(row) {
      if (row.by === 'request') {
        const sql = victims.fill(row.sql, victims.roles.runtime);
        const { body } = await server.request('POST', '/t/acme/notes/sql', { json: { sql } });
        return { code: body.sqlstate ?? body.code, text: String(body.message ?? JSON.stringify(body)) };
      }
      const sql = victims.fill(row.sql, victims.roles.owner);
      return update(
        await versionOf(
          row,
          row.by === 'lifecycle'
            ? { lifecycle: { onUpdate: `(ctx) => ctx.db.query(${JSON.stringify(sql)})` } }
            : { migrations: { ...ATTACKER.migrations, '002.sql': sql } },
        ),
      );
    },
    async damage() {
      const notes = await server.request('POST', '/t/globex/notes/sql', {
        json: { sql: 'select * from notes' },
      });
      const own = await server.request('GET', '/v1/tenants/acme/plugins/notes');
      const { version, state } = own.body;
      return [
        ...(notes.body.rows === 1 ? [] : [`the notes of globex: ${JSON.stringify(notes.body)}`]),
        ...(version === '1.0.0' && state === 'active' ? [] : [`the plugin is ${version}, ${state}`]),
      ];
    },
  };
}

/** Names that a plugin must never read in an error. */
const FOREIGN_NAMES = {
  request: /globex|tenant_|plx_|plexica\./,
  lifecycle: /globex|tenant_|plx_|plexica\./,
  migration: /globex|plx_/,
};

/** @returns whether a row was refused, by whatever it may be refused, and nobody was named */
export function isRefused({ by, stoppedBy }: DatabaseRow, { code, text }: Told): boolean {
  if (FOREIGN_NAMES[by].test(text)) return false;
  if (by === 'request') return /^[0-9A-Z]{5}$/.test(code ?? '') && text.length < 3000;
  if (by === 'lifecycle') return code === 'lifecycle_failed';
  return code === (stoppedBy === 'roles' ? 'migration_failed' : 'migration_refused');
}
