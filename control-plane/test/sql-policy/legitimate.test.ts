import { expect } from 'chai';
import pg from 'pg';
import { startDatabase, type TestDatabase } from '../plugin-host/postgres.ts';
import { migration, refusal, statement } from './judged.ts';
import { MIGRATIONS, STATEMENTS } from './legitimate-sql.ts';

describe('ordinary SQL of plugins', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let client: pg.Client;
  before(async () => {
    database = await startDatabase();
    await database.install(1, 'tenant_acme__notes', MIGRATIONS.join(';\n'));
    client = new pg.Client(database.connect(1));
    await client.connect();
  });
  after(async () => {
    await client?.end();
    await database?.close();
  });

  for (const sql of MIGRATIONS) {
    it(`may be in a migration: ${sql}`, () => expect(refusal(migration(sql))).to.equal(undefined));
  }

  for (const sql of STATEMENTS) {
    it(`may be a statement, and runs: ${sql}`, async () => {
      expect(refusal(statement(sql))).to.equal(undefined);
      await client.query('begin');
      try {
        await client.query(sql, /\$1\b/.test(sql) ? ['x'] : []);
      } finally {
        await client.query('rollback');
      }
    });
  }
});
