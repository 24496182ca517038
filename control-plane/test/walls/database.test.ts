import { expect } from 'chai';
import type pg from 'pg';
import { checkSchema } from '../../src/installations/schema-problems.ts';
import { checkStatement } from '../../src/plugin-host/capabilities/database/statement.ts';
import { startServer, type TestServer } from '../server.ts';
import { type DatabaseAttempts, isRefused, openDatabaseAttempts } from './database-attempts.ts';
import { DATABASE_ROWS, type DatabaseRow } from './database-rows.ts';
import type { Victims } from './tenants.ts';

describe("a plugin's SQL", function () {
  this.timeout(60_000);
  let server: TestServer;
  let attempts: DatabaseAttempts;
  let victims: Victims;
  let runtime: pg.Client;
  before(async () => {
    server = await startServer();
    attempts = await openDatabaseAttempts(server);
    victims = attempts.victims;
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

  /** The code with which the look at the schema refuses what PostgreSQL lets the owner do. */
  async function refusedByTables(sql: string): Promise<string | undefined> {
    const client = await victims.connect(victims.roles.owner);
    try {
      await client.query('begin');
      await client.query(sql);
      await checkSchema(client, 'tenant_acme__notes');
      return undefined;
    } catch (error) {
      return (error as { code?: string }).code;
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
    for (const row of rowsBy('request')) {
      const { name, sql, stoppedBy, sqlstate } = row;
      it(`${name} (${stoppedBy})`, async () => {
        const told = await attempts.attempt(row);
        expect(isRefused(row, told), JSON.stringify(told)).to.equal(true);
        if (stoppedBy === 'limits') {
          // Which limit comes first, of time or of temporary files, is the machine's business.
          expect(told.code).to.be.oneOf([sqlstate, '57014', '53400']);
          return;
        }
        if (stoppedBy === 'roles') expect(told.code).to.equal(sqlstate);
        const text = victims.fill(sql, victims.roles.runtime);
        expect(await refusedByParser(text), 'refused by the parser').to.equal(stoppedBy !== 'roles');
        expect(await refusedByRole(runtime, text), 'refused by PostgreSQL').to.equal(sqlstate);
      });
    }
  });

  describe('in a lifecycle method', () => {
    for (const row of rowsBy('lifecycle')) {
      const { name, sql, stoppedBy, sqlstate } = row;
      it(`${name} (${stoppedBy})`, async () => {
        const told = await attempts.attempt(row);
        expect(isRefused(row, told), JSON.stringify(told)).to.equal(true);
        const text = victims.fill(sql, victims.roles.owner);
        expect(await refusedByParser(text)).to.equal(stoppedBy !== 'roles');
        expect(await refusedByOwner(text)).to.equal(sqlstate);
      });
    }
  });

  describe('in a migration', () => {
    for (const row of rowsBy('migration')) {
      const { name, sql, stoppedBy, sqlstate } = row;
      it(`${name} (${stoppedBy})`, async () => {
        const told = await attempts.attempt(row);
        expect(isRefused(row, told), JSON.stringify(told)).to.equal(true);
        if (stoppedBy === 'tables') return;
        const text = victims.fill(sql, victims.roles.owner);
        if (stoppedBy === 'parser and tables')
          expect(await refusedByTables(text)).to.equal('migration_refused');
        else expect(await refusedByOwner(text)).to.equal(sqlstate);
      });
    }
  });

  it('has the limits of its role and database', async () => {
    const { rows } = await runtime.query<{ name: string; setting: string }>('show all');
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).to.include({
      statement_timeout: '9s',
      transaction_timeout: '1min',
      idle_in_transaction_session_timeout: '10s',
      client_connection_check_interval: '1s',
      temp_file_limit: '512MB',
    });
  });

  it('has changed nothing of others', async () => {
    expect(await attempts.damage()).to.deep.equal([]);
  });
});
