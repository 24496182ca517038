import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import pg from 'pg';
import pino from 'pino';
import { startServer as spawnServer } from '@plexica/sdk/server';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded.ts';
import { deriveKeys } from '../../src/keys.ts';
import { CONTROL_PLANE, startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { deleteTenant } from '../delete-tenant.ts';
import { publish } from '../installations/plugin-package.ts';
import { ATTACKER } from '../walls/tenants.ts';
import { openDatabaseAttempts } from '../walls/database-attempts.ts';
import { weakened } from '../walls/weakened.ts';
import { NO_PREPARATION } from '../walls/weakenings.ts';

const run = promisify(execFile);

interface Said {
  code: number;
  stdout: string;
  error?: { code: string; message: string; hint?: string };
}

/** Runs a command of `plexica-server`. */
async function command(words: string[], environment: NodeJS.ProcessEnv): Promise<Said> {
  const file = join(CONTROL_PLANE, 'bin', 'plexica-server.js');
  try {
    const { stdout } = await run(process.execPath, [file, ...words], {
      env: { PATH: process.env['PATH'], ...environment },
    });
    return { code: 0, stdout };
  } catch (problem) {
    const { code, stdout, stderr } = problem as { code: number; stdout: string; stderr: string };
    const line = stderr.split('\n').find((text) => text.startsWith('{"error"')) ?? '{}';
    return { code, stdout, ...(JSON.parse(line) as Pick<Said, 'error'>) };
  }
}

describe('a PostgreSQL elsewhere', function () {
  this.timeout(60_000);
  // Names that have to be quoted.
  const ROLE = `The "app's" Role`;
  const DATABASE = 'my-App';
  let folder: string;
  let postgres: EmbeddedPostgres;
  let url: string;
  const clients: pg.Client[] = [];
  const asAdmin = async (database: string): Promise<pg.Client> => {
    const target = new URL(postgres.superuserUrl);
    target.pathname = encodeURIComponent(database);
    const client = new pg.Client({ connectionString: target.href });
    clients.push(client);
    await client.connect();
    return client;
  };
  const start = async (): Promise<TestServer | { code: string; message: string; hint: string }> =>
    startServer({ DATABASE_URL: url, PLEXICA_SECRET: 'x'.repeat(40) }).catch(
      (error: unknown) => error as { code: string; message: string; hint: string },
    );
  const refused = async (): Promise<{ code: string; message: string; hint: string }> => {
    const answer = await start();
    if (!('stop' in answer)) return answer;
    await answer.stop();
    throw new Error('it started');
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-preparation-'));
    await chmod(folder, 0o711);
    const keys = deriveKeys('a secret of the test of preparation, long enough');
    postgres = await startEmbeddedPostgres(join(folder, 'database'), keys, pino({ level: 'silent' }));
    const admin = await asAdmin('plexica');
    const quoted = (name: string) => pg.escapeIdentifier(name);
    await admin.query(`CREATE ROLE ${quoted(ROLE)} LOGIN PASSWORD 'secret'`);
    await admin.query(`CREATE DATABASE ${quoted(DATABASE)}`);
    const target = new URL(postgres.superuserUrl);
    target.username = encodeURIComponent(ROLE);
    target.password = 'secret';
    target.pathname = encodeURIComponent(DATABASE);
    url = target.href;
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is refused until a superuser has run the script, which names what is missing and how to get it', async () => {
    const error = await refused();
    expect(error.code).to.equal('database_unsuitable');
    for (const lack of [
      `the role ${ROLE} lacks CREATEROLE`,
      `the role ${ROLE} does not own the database`,
      'PUBLIC can use the schema information_schema',
      'PUBLIC has rights that plugins must not have, on 1',
      `the role ${ROLE} lacks rights on 1`,
    ]) {
      expect(error.message).to.include(lack);
    }
    expect(error.hint).to.include('plexica-server database-script | psql');
    const told = await command(['database'], { DATABASE_URL: url });
    expect({ code: told.code, message: told.error?.message }).to.deep.equal({
      code: 2,
      message: error.message,
    });

    const script = await command(['database-script'], { DATABASE_URL: url });
    expect(script.code).to.equal(0);
    await (await asAdmin(DATABASE)).query(script.stdout);
    const { stdout } = await command(['database'], { DATABASE_URL: url });
    expect(JSON.parse(stdout)).to.deep.equal({ name: DATABASE, role: ROLE });
  });

  it('works then, for tenants and plugins too', async () => {
    const server = await start();
    if (!('stop' in server)) throw new Error(JSON.stringify(server));
    try {
      await publish(server, ATTACKER);
      const created = await server.request('POST', '/v1/tenants', { json: { slug: 'acme', name: 'Acme' } });
      expect(created.status).to.equal(201);
      const json = { plugin: 'notes', trust: true };
      expect((await server.request('POST', '/v1/tenants/acme/plugins', { json })).status).to.equal(201);
      const { body } = await server.request('POST', '/t/acme/notes/sql', {
        json: { sql: 'select * from notes' },
      });
      expect(body).to.deep.equal({ rows: 1 });
      expect((await server.request('DELETE', '/v1/tenants/acme/plugins/notes')).status).to.equal(204);
      await deleteTenant(server, 'acme');
    } finally {
      await server.stop();
    }
  });

  it('is refused again once somebody has given PUBLIC a right back, or PostgreSQL has brought a function', async () => {
    const admin = await asAdmin(DATABASE);
    await admin.query('GRANT EXECUTE ON FUNCTION pg_sleep(float8) TO PUBLIC');
    await admin.query("CREATE FUNCTION pg_catalog.brand_new() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    const { code, message } = await refused();
    expect(code).to.equal('database_unsuitable');
    expect(message)
      .to.include('on 2 of')
      .and.include('pg_sleep(double precision)')
      .and.include('brand_new()');
    await admin.query((await command(['database-script'], { DATABASE_URL: url })).stdout);
    expect((await command(['database'], { DATABASE_URL: url })).code).to.equal(0);
  });

  it('is refused where it reads a backslash within a text in another way', async () => {
    const admin = await asAdmin(DATABASE);
    await admin.query(
      `ALTER DATABASE ${pg.escapeIdentifier(DATABASE)} SET standard_conforming_strings = off`,
    );
    expect((await refused()).message).to.equal('standard_conforming_strings is off');
    await admin.query((await command(['database-script'], { DATABASE_URL: url })).stdout);
    expect((await command(['database'], { DATABASE_URL: url })).code).to.equal(0);
  });

  it('is refused with another encoding than UTF8, which no script can change', async () => {
    const admin = await asAdmin('plexica');
    await admin.query(
      "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0",
    );
    const target = new URL(url);
    target.pathname = 'latin';
    const { error } = await command(['database'], { DATABASE_URL: target.href });
    expect(error?.code).to.equal('database_unsuitable');
    expect(error?.message).to.equal('the database latin has the encoding LATIN1; UTF8 is required');
    expect(error?.hint).to.include("ENCODING 'UTF8'");
  });

  it('gets the rights of PostgreSQL back by --undo, without which no tool copies it to a newer version', async () => {
    const admin = await asAdmin(DATABASE);
    const { stdout } = await command(['database-script', '--undo'], { DATABASE_URL: url });
    await admin.query(stdout);
    expect((await command(['database'], { DATABASE_URL: url })).error?.message).to.match(
      /^PUBLIC has rights that plugins must not have, on 1\d\d\d of .*; the role .* lacks rights on 1\d\d\d of/,
    );
    await admin.query((await command(['database-script'], { DATABASE_URL: url })).stdout);
    expect((await command(['database'], { DATABASE_URL: url })).code).to.equal(0);
  });

  it('is what the script is for, and no other database', async () => {
    const { stdout } = await command(['database-script'], { DATABASE_URL: url });
    const other = await asAdmin('template1');
    const said = await other.query(stdout).then(
      () => 'run',
      (error: Error) => error.message,
    );
    expect(said).to.include(`run this in the database ${DATABASE}, not in template1`);
  });

  it('is asked for by both commands', async () => {
    const nowhere = await command(['database-script'], {});
    expect(nowhere).to.deep.include({ code: 2 });
    expect(nowhere.error?.code).to.equal('invalid_configuration');
    expect((await command(['database'], {})).stdout).to.equal('{"embedded":true}\n');
    expect((await command(['database-script', '--force'], { DATABASE_URL: url })).error?.code).to.equal(
      'bad_usage',
    );
  });
});

describe('the embedded PostgreSQL of a server that left everybody their rights', function () {
  this.timeout(60_000);

  it('is prepared when a newer server starts on it', async () => {
    const before: unknown[] = [];
    const sees = async (data: string): Promise<unknown> => {
      const admin = await superuser({ data } as TestServer);
      try {
        const { rows } = await admin.query(
          "SELECT has_table_privilege('public', 'pg_locks', 'SELECT') AS locks, has_function_privilege('public', 'pg_sleep(float8)', 'EXECUTE') AS sleep",
        );
        return rows[0];
      } finally {
        await admin.end();
      }
    };
    const server = await startServer({}, async (environment) => {
      const older = await spawnServer({
        controlPlane: CONTROL_PLANE,
        environment: { ...environment, ...weakened(NO_PREPARATION) },
        onLog: () => undefined,
      });
      before.push(await sees(older.data));
      await older.stop();
    });
    try {
      expect(before).to.deep.equal([{ locks: true, sleep: true }]);
      expect(await sees(server.data)).to.deep.equal({ locks: false, sleep: false });
      const { victims } = await openDatabaseAttempts(server);
      const runtime = await victims.connect(victims.roles.runtime);
      const code = await runtime.query('SELECT pg_sleep(0)').catch((error: { code?: string }) => error.code);
      await runtime.end();
      expect(code).to.equal('42501');
    } finally {
      await server.stop();
    }
  });
});
