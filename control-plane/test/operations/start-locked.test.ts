import { expect } from 'chai';
import type pg from 'pg';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { eventually, startExternal, type External } from './external.ts';

const MIGRATIONS = {
  '001_notes.sql': `
    CREATE TABLE notes (id serial PRIMARY KEY, text text NOT NULL);
    CREATE TABLE owned (id int PRIMARY KEY, member uuid REFERENCES members (id) ON DELETE CASCADE,
      workspace uuid REFERENCES workspaces (id) ON DELETE CASCADE);`,
};

/** Longest time, in milliseconds, until a server answers, whatever sessions of plugins hold. */
const STARTED = 20_000;

/** How long the tables of the platform are held, in milliseconds. */
const HELD = 12_000;

/** What the database was before operations had deadlines. */
const BEFORE_DEADLINES = `
  DELETE FROM plexica.migrations WHERE name IN ('0006-operation-deadlines', '0007-tenant-of-operations');
  DROP TRIGGER tell_cancellation ON plexica.operations;
  DROP FUNCTION plexica.tell_cancellation();
  ALTER TABLE plexica.operations ADD lock text;
  UPDATE plexica.operations SET lock = 'tenant ' || tenant;
  ALTER TABLE plexica.operations DROP deadline, DROP cancelled_by, DROP erasing, DROP obstacle, DROP tenant,
    ALTER lock SET NOT NULL;
  CREATE UNIQUE INDEX operations_one_at_a_time ON plexica.operations (lock) WHERE state IN ('running', 'undoing');`;

describe('the start of a server, while sessions of plugins hold locks', function () {
  this.timeout(180_000);
  let external: External;
  let server: TestServer;
  let admin: pg.Client;

  before(async function () {
    if (process.platform === 'win32') this.skip();
    external = await startExternal();
    ({ admin } = external);
    server = await startServer(external.environment);
    await publish(server, notes({ migrations: MIGRATIONS }));
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes', trust: true } });
  });
  after(async () => {
    external?.thaw();
    await server?.stop();
    await external?.stop();
  });

  async function session(of: 'owner' | 'runtime', sql: string): Promise<pg.Client> {
    const roles = await external.rolesOf('acme', 'notes');
    const client = await external.connect(roles[of]);
    await client.query(
      'SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0; SET lock_timeout = 0',
    );
    await client.query(`BEGIN; ${sql}`);
    return client;
  }

  async function restarted(): Promise<number> {
    const killed = Date.now();
    await server.restart('SIGKILL');
    return Date.now() - killed;
  }

  /** An operation that a session has just recorded, and not committed: as if its server died in that moment. */
  async function halfRecorded(): Promise<{ client: pg.Client; id: string }> {
    const { rows } = await admin.query<{ id: string }>(
      `INSERT INTO plexica.operations (kind, subject, tenant, principal, input, state, replica)
         SELECT 'configure', 'notes in acme', 'acme', 'admin',
           json_build_object('number', number, 'config', config), 'running', (SELECT last_value FROM plexica.replicas)
         FROM plexica.installations RETURNING id`,
    );
    const { id } = rows[0] as { id: string };
    return {
      id,
      client: await session('owner', `SELECT plexica_host.switch_version('${id}', 1, '1.0.0', '{}', '[]')`),
    };
  }

  const held: Record<string, [of: 'owner' | 'runtime', sql: string]> = {
    'tables of a plugin, and members and workspaces of its tenant': [
      'owner',
      `LOCK TABLE notes, owned IN ACCESS EXCLUSIVE MODE;
       CREATE TABLE more (member uuid REFERENCES members (id) ON DELETE CASCADE,
         workspace uuid REFERENCES workspaces (id) ON DELETE CASCADE)`,
    ],
    'rows of a plugin': ['runtime', "INSERT INTO notes (text) VALUES ('x'); SELECT FROM notes FOR UPDATE"],
  };
  for (const [what, [of, sql]] of Object.entries(held)) {
    it(`waits for none: ${what}`, async () => {
      const client = await session(of, sql);
      external.freeze(client);
      // Also of what a new version of the server has still to change in the schemas of tenants.
      await admin.query("DELETE FROM plexica.migrations WHERE name = '0005-rows-of-tenants'");
      expect(await restarted(), 'ms').to.be.lessThan(STARTED);
      expect((await server.request('GET', '/readyz')).body.status).to.equal('ready');
      expect(
        (await server.request('POST', '/v1/tenants', { json: { slug: `after-${of}` } })).status,
      ).to.equal(201);
      external.thaw();
      await client.end();
    });
  }

  it('waits for none: the row of an operation', async () => {
    const { client, id } = await halfRecorded();
    expect(await restarted(), 'ms').to.be.lessThan(STARTED);
    expect((await server.request('POST', '/v1/tenants', { json: { slug: 'after-row' } })).status).to.equal(
      201,
    );
    expect(server.logs.filter((line) => line.includes('cannot check for orphaned operations'))).to.deep.equal(
      [],
    );
    // It is taken up once that session has ended.
    expect((await server.request('GET', `/v1/operations/${id}`)).body.state).to.equal('running');
    await client.end();
    await eventually('it has ended', async () => {
      const { body } = await server.request('GET', `/v1/operations/${id}`);
      return ['succeeded', 'failed'].includes(body.state);
    });
  });

  it('has no row of the platform to wait for while constraints of a plugin are checked', async () => {
    await admin.query("INSERT INTO tenant_acme__notes.notes (text) VALUES ('referred to')");
    const deferred = `CREATE TABLE marks (note int REFERENCES notes DEFERRABLE INITIALLY DEFERRED);
      INSERT INTO marks SELECT id FROM notes;`;
    await publish(server, notes({ version: '2.0.0', migrations: { ...MIGRATIONS, '002.sql': deferred } }));
    const reader = await session('runtime', 'SELECT FROM notes FOR UPDATE');
    const { body: begun } = await server.request('POST', '/v1/tenants/acme/plugins/notes/actions/update', {
      json: { trust: true },
      headers: { Prefer: 'respond-async' },
    });
    const { owner } = await external.rolesOf('acme', 'notes');
    await eventually('a row of the plugin is waited for', async () => {
      const { rowCount } = await admin.query(
        "SELECT FROM pg_stat_activity WHERE usename = $1 AND wait_event = 'transactionid'",
        [owner],
      );
      return rowCount === 1;
    });
    await admin.query('SELECT FROM plexica.operations WHERE id = $1 FOR UPDATE NOWAIT', [begun.id]);
    await admin.query('SELECT FROM plexica.installations FOR UPDATE NOWAIT');
    await reader.end();
    await eventually('it has succeeded', async () => {
      const { body } = await server.request('GET', `/v1/operations/${begun.id}`);
      return body.state === 'succeeded';
    });
  });

  it('outlasts locks on the tables of the platform where these change', async () => {
    await server.stop();
    await admin.query(BEFORE_DEADLINES);
    // Longer than one lock is waited for, and shorter than PostgreSQL leaves such a transaction of a plugin open.
    await admin.query('BEGIN; LOCK TABLE plexica.operations IN ROW EXCLUSIVE MODE');
    const began = Date.now();
    setTimeout(() => void admin.query('COMMIT'), HELD);
    server = await startServer(external.environment);
    expect(Date.now() - began, 'ms').to.be.greaterThan(HELD);
    expect((await server.request('GET', '/v1/operations?limit=1')).body.items[0]).to.have.property(
      'deadline',
    );
    const warned = server.logs.filter((line) => line.includes('waiting to start'));
    expect(warned.join('\n')).to.match(/process \d+ of the role postgres/);
  });
});
