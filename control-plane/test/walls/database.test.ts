import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type pg from 'pg';
import { checkStatement } from '../../src/plugin-host/capabilities/statement.ts';
import { publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { DATABASE_ROWS, type DatabaseRow } from './database-rows.ts';
import { ATTACKER, twoTenants, type Victims } from './tenants.ts';

/** Names that a plugin must never read in an error. */
const FOREIGN_NAMES = /globex|tenant_|plx_|plexica\./;

describe("a plugin's SQL", function () {
  this.timeout(60_000);
  let server: TestServer;
  let victims: Victims;
  let runtime: pg.Client;
  before(async () => {
    server = await startServer();
    victims = await twoTenants(server);
    runtime = await victims.connect(victims.roles.runtime);
  });
  after(async () => {
    await runtime?.end();
    await server?.stop();
  });

  const rowsBy = (by: DatabaseRow['by']) => DATABASE_ROWS.filter((row) => row.by === by);

  /** The SQLSTATE with which PostgreSQL itself refuses, and nothing of it stays. */
  async function refusedByRole(client: pg.Client, sql: string): Promise<string | undefined> {
    await client.query('begin');
    try {
      await client.query(sql);
      return undefined;
    } catch (error) {
      return (error as { code?: string }).code;
    } finally {
      await client.query('rollback');
    }
  }

  /** The owner has two connections, which the platform needs. */
  async function refusedByOwner(sql: string): Promise<string | undefined> {
    const client = await victims.connect(victims.roles.owner);
    try {
      return await refusedByRole(client, sql);
    } finally {
      await client.end();
    }
  }

  async function refusedByParser(sql: string): Promise<boolean> {
    try {
      await checkStatement(sql, 0);
      return false;
    } catch {
      return true;
    }
  }

  describe('on a request', () => {
    for (const { name, sql, stoppedBy, sqlstate } of rowsBy('request')) {
      it(`${name} (${stoppedBy})`, async () => {
        const text = victims.fill(sql, victims.roles.runtime);
        const { body } = await server.request('POST', '/t/acme/notes/sql', { json: { sql: text } });
        expect(body)
          .to.have.property('sqlstate')
          .that.matches(/^[0-9A-Z]{5}$/);
        expect(body.message).not.to.match(FOREIGN_NAMES);
        expect(body.message.length).to.be.below(3000);
        if (stoppedBy === 'limits') {
          // Which limit comes first, of time or of temporary files, is the machine's business.
          expect(body.sqlstate).to.be.oneOf([sqlstate, '57014', '53400']);
          return;
        }
        if (stoppedBy === 'roles') expect(body.sqlstate).to.equal(sqlstate);
        expect(await refusedByParser(text), 'refused by the parser').to.equal(stoppedBy !== 'roles');
        expect(await refusedByRole(runtime, text), 'refused by PostgreSQL').to.equal(sqlstate);
      });
    }
  });

  describe('in a lifecycle method', () => {
    let number = 0;
    for (const { name, sql, stoppedBy, sqlstate } of rowsBy('lifecycle')) {
      it(`${name} (${stoppedBy})`, async () => {
        const text = victims.fill(sql, victims.roles.owner);
        number += 1;
        const version = `2.${number}.0`;
        await publish(server, {
          ...ATTACKER,
          version,
          lifecycle: { onUpdate: `(ctx) => ctx.db.query(${JSON.stringify(text)})` },
        });
        const body = await update(version);
        expect(body).to.have.property('code', 'lifecycle_failed');
        expect(body.detail).not.to.match(FOREIGN_NAMES);
        expect(await refusedByParser(text)).to.equal(stoppedBy !== 'roles');
        expect(await refusedByOwner(text)).to.equal(sqlstate);
      });
    }
  });

  describe('in a migration', () => {
    let number = 0;
    for (const { name, sql, stoppedBy, sqlstate } of rowsBy('migration')) {
      it(`${name} (${stoppedBy})`, async () => {
        const text = victims.fill(sql, victims.roles.owner);
        number += 1;
        const version = `3.${number}.0`;
        await publish(server, {
          ...ATTACKER,
          version,
          migrations: { ...ATTACKER.migrations, '002.sql': text },
        });
        const body = await update(version);
        expect(body.code).to.equal(stoppedBy === 'roles' ? 'migration_failed' : 'migration_refused');
        expect(body.detail).not.to.match(/globex|plx_/);
        if (stoppedBy !== 'tables') expect(await refusedByOwner(text)).to.equal(sqlstate);
      });
    }
  });

  /** What the update ended with, however long it took. */
  async function update(range: string): Promise<{ code: string; detail: string }> {
    const { status, body } = await server.request('POST', '/v1/tenants/acme/plugins/notes/actions/update', {
      json: { range },
    });
    if (status !== 202) return body;
    for (;;) {
      const operation = await server.request('GET', `/v1/operations/${body.id}`);
      const { state, error } = operation.body;
      if (state === 'failed') return { code: error.code, detail: error.message };
      if (state === 'succeeded') return { code: 'succeeded', detail: '' };
      await sleep(100);
    }
  }

  it('has the limits of its role and database', async () => {
    const { rows } = await runtime.query<{ name: string; setting: string }>(
      `select name, current_setting(name) as setting from pg_settings where name ~ '_timeout$|^temp_file|^client_conn'`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).to.include({
      statement_timeout: '9s',
      transaction_timeout: '1min',
      idle_in_transaction_session_timeout: '10s',
      client_connection_check_interval: '1s',
      temp_file_limit: '512MB',
    });
  });

  it('has changed nothing of others', async () => {
    const { body } = await server.request('POST', '/t/globex/notes/sql', {
      json: { sql: 'select * from notes' },
    });
    expect(body).to.deep.equal({ rows: 1 });
    const own = await server.request('GET', '/v1/tenants/acme/plugins/notes');
    expect(own.body).to.include({ version: '1.0.0', state: 'active' });
  });
});
