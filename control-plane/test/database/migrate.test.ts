import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startExternal, type External } from '../operations/external.ts';
import { CONTROL_PLANE, startServer } from '../server.ts';

describe('migrations of the platform', function () {
  this.timeout(120_000);
  let external: External;

  before(async () => {
    external = await startExternal();
  });
  after(() => external?.stop());

  it('leave nothing where they cannot be recorded, and run at the next start', async () => {
    const role = new URL(external.environment['DATABASE_URL'] as string).username;
    await external.admin.query(`
      CREATE SCHEMA plexica AUTHORIZATION ${role};
      CREATE TABLE plexica.migrations (name varchar(255) PRIMARY KEY);
      ALTER TABLE plexica.migrations OWNER TO ${role};
      CREATE FUNCTION plexica.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not recorded'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON plexica.migrations EXECUTE FUNCTION plexica.fail()`);
    const failure = await startServer(external.environment).then(
      (server) => server.stop(),
      (error: unknown) => error,
    );
    expect(failure).to.be.an('error');
    const tables = await external.admin.query("SELECT tablename FROM pg_tables WHERE schemaname = 'plexica'");
    expect(tables.rows.map(({ tablename }) => tablename)).to.have.members([
      'migrations',
      'breaking_migrations',
    ]);
    await external.admin.query('DROP FUNCTION plexica.fail CASCADE');
    await (await startServer(external.environment)).stop();
    const { rows } = await external.admin.query('SELECT name FROM plexica.migrations ORDER BY name');
    const files = await readdir(join(CONTROL_PLANE, 'migrations'));
    expect(rows.map(({ name }) => `${name}.sql`)).to.deep.equal(files.toSorted());
  });

  it('of a newer server are accepted unless they break this one, which then names them', async () => {
    await external.admin.query("INSERT INTO plexica.migrations VALUES ('9998-harmless')");
    await (await startServer(external.environment)).stop();
    await external.admin.query("INSERT INTO plexica.breaking_migrations VALUES ('9999-other-tables')");
    const refusal = await startServer(external.environment).then(
      (server) => server.stop(),
      (error: unknown) => error,
    );
    expect(refusal).to.be.an('error').that.includes({ code: 'database_unsuitable' });
    expect(String(refusal)).to.include('9999-other-tables');
  });
});
