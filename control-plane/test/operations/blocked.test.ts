import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { orphansOf } from '../orphans.ts';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { ENDLESS as UNINTERRUPTED } from '../walls/endless.ts';
import { eventually, startExternal, type External } from './external.ts';

/** Runs for hours, with locks on its own table and on the members of the tenant. */
const ENDLESS = `
  CREATE TABLE notes (id bigint PRIMARY KEY, member uuid REFERENCES members (id) ON DELETE CASCADE);

  INSERT INTO notes SELECT n FROM generate_series(1, 1000000000000) n;`;

/** Longest time, in milliseconds, until a step that was cancelled has ended: five seconds later it would be given up. */
const HUNG_UP = 4_500;

/** Longest time, in milliseconds, until a server answers that finds such sessions. */
const STARTED = 20_000;

describe('a database session of a plugin that nothing ends', function () {
  this.timeout(240_000);
  let external: External;
  let server: TestServer;

  before(async function () {
    // Its backend is stopped by a signal.
    if (process.platform === 'win32') this.skip();
    external = await startExternal();
    server = await startServer(external.environment);
    await publish(server, notes());
    await publish(server, notes({ id: 'endless', migrations: { '001.sql': ENDLESS } }));
    await publish(server, notes({ id: 'needs-endless', dependencies: { endless: '*' } }));
  });
  after(async () => {
    external?.thaw();
    await server?.stop();
    await external?.stop();
  });

  const plugins = (slug: string) => `/v1/tenants/${slug}/plugins`;
  const later = { Prefer: 'respond-async' };
  const install = (slug: string, plugin: string, headers: Record<string, string> = {}) =>
    server.request('POST', plugins(slug), { json: { plugin, trust: true }, headers });
  const newTenant = (slug: string) => server.request('POST', '/v1/tenants', { json: { slug } });
  const operation = async (id: string) => (await server.request('GET', `/v1/operations/${id}`)).body;
  const ended = (id: string) =>
    eventually(`the end of ${id}`, async () => {
      const now = await operation(id);
      return ['succeeded', 'failed'].includes(now.state) && now;
    });
  const code = ({ status, body }: Answer) => ({ status, code: body.code });
  const orphans = () => orphansOf(server, async () => (await startedAdmin()) as never);
  /** `orphansOf` ends the connection that it was given. */
  async function startedAdmin() {
    return { query: external.admin.query.bind(external.admin), end: async () => undefined };
  }

  /** Stops the session by which a plugin's migration is at work. @returns its process id */
  async function freezeMigration(slug: string, plugin: string): Promise<number> {
    const pid = await eventually('its migration runs', async () => {
      const { owner } = await external.rolesOf(slug, plugin);
      const { rows } = await external.admin.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE usename = $1 AND query LIKE 'INSERT INTO notes%'",
        [owner],
      );
      return rows[0]?.pid;
    });
    external.freeze(pid);
    return pid;
  }

  it('keeps an installation from being undone, and nobody else from anything', async () => {
    await newTenant('acme');
    const { body: begun } = await install('acme', 'endless', later);
    const pid = await freezeMigration('acme', 'endless');

    const blocked = await eventually('the server has hung up', async () => {
      const now = await operation(begun.id);
      return now.obstacle && now;
    });
    expect(blocked).to.include({ state: 'undoing' });
    expect(blocked.error).to.include({ code: 'migration_failed', step: 'install endless 1.0.0' });
    expect(blocked.error.message).to.match(/^migrations\/001\.sql:4: .*30 seconds/);
    expect(blocked.obstacle).to.include({ code: 'blocked_by_session', step: 'create the schema of endless' });
    expect(blocked.obstacle.message).to.include(`process ${pid} of the plugin endless`);
    expect(blocked.obstacle.hint).to.include(`pg_terminate_backend(${pid})`);

    // Others are installed, work and are removed.
    expect((await install('acme', 'notes')).status).to.equal(201);
    expect((await server.request('GET', '/t/acme/notes/notes')).status).to.equal(200);
    expect((await server.request('GET', '/v1/tenants/acme')).body).not.to.have.property('operation');
    // What is being erased is left alone, and whoever wants it learns by what.
    const shown = await server.request('GET', `${plugins('acme')}/endless`);
    expect(shown.body).to.include({ state: 'uninstalling' });
    expect(shown.body.reason).to.include(`plexica operations show ${begun.id}`);
    for (const answer of [
      await install('acme', 'endless'),
      await install('acme', 'needs-endless'),
      await server.request('DELETE', `${plugins('acme')}/endless`),
      await server.request('POST', `${plugins('acme')}/endless/actions/update`, { json: {} }),
      await server.request('POST', `${plugins('acme')}/endless/actions/activate`, { json: {} }),
    ]) {
      expect(code(answer)).to.deep.equal({ status: 409, code: 'operation_in_progress' });
      expect(answer.body.detail).to.include(begun.id);
    }

    // The same after a crash.
    const killed = Date.now();
    await server.restart('SIGKILL');
    expect(Date.now() - killed, 'ms until it answers').to.be.lessThan(STARTED);
    expect(await operation(begun.id)).to.include({ state: 'undoing' });
    expect((await server.request('GET', '/t/acme/notes/notes')).status).to.equal(200);
    expect((await server.request('DELETE', `${plugins('acme')}/notes`)).status).to.equal(204);

    external.thaw();
    const undone = await ended(begun.id);
    expect(undone).to.include({ state: 'failed' }).and.not.to.have.property('obstacle');
    expect(undone.error).to.include({ code: 'migration_failed' });
    expect(await orphans()).to.deep.equal([]);
    expect((await install('acme', 'notes')).status).to.equal(201);
  });

  it('does not keep a tenant from being deleted for longer than it lives', async () => {
    await newTenant('globex');
    const { body: begun } = await install('globex', 'endless', later);
    await freezeMigration('globex', 'endless');
    await server.request('POST', `/v1/operations/${begun.id}/actions/cancel`, { json: {}, headers: later });
    await eventually('its undoing is blocked', async () => (await operation(begun.id)).obstacle);
    const deleting = await server.request('DELETE', '/v1/tenants/globex', { headers: later });
    const waits = await eventually('the tenant waits', async () => (await operation(deleting.body.id)).error);
    expect(waits).to.include({ code: 'blocked_by_session', step: 'erase endless' });
    external.thaw();
    expect(await ended(deleting.body.id)).to.include({ state: 'succeeded' });
    expect((await server.request('GET', '/v1/tenants/globex')).status).to.equal(404);
    expect(await orphans()).to.deep.equal([]);
    expect((await newTenant('globex')).status).to.equal(201);
  });

  it('does not keep the tenant while a plugin waits to be uninstalled', async () => {
    await newTenant('initech');
    await install('initech', 'notes');
    const { runtime } = await external.rolesOf('initech', 'notes');
    const session = await external.connect(runtime);
    await session.query('BEGIN; SELECT FROM notes FOR UPDATE');
    external.freeze(session);
    const { body: begun } = await server.request('DELETE', `${plugins('initech')}/notes`, { headers: later });
    const waits = await eventually('it waits', async () => {
      const now = await operation(begun.id);
      return now.error && now;
    });
    expect(waits).to.include({ state: 'running' });
    expect(waits.error).to.include({ code: 'blocked_by_session', step: 'erase the data of notes' });
    await publish(server, notes({ id: 'memos' }));
    expect((await install('initech', 'memos')).status).to.equal(201);
    external.thaw();
    expect(await ended(begun.id)).to.include({ state: 'succeeded' });
    expect((await install('initech', 'notes')).status).to.equal(201);
    expect(await orphans()).to.deep.equal([]);
  });

  it('does not keep an operation from being cancelled, and then no other cancels anything', async () => {
    await newTenant('vandelay');
    const { body: begun } = await install('vandelay', 'endless', later);
    await freezeMigration('vandelay', 'endless');
    const began = Date.now();
    const cancel = (query = '') =>
      server.request('POST', `/v1/operations/${begun.id}/actions/cancel${query}`, {
        json: {},
        headers: later,
      });
    expect((await cancel()).status).to.equal(202);
    await eventually('it is to be undone', async () => (await operation(begun.id)).state === 'undoing');
    expect(Date.now() - began, 'ms until the server has hung up').to.be.lessThan(HUNG_UP);
    const waits = await eventually('it is undone', async () => {
      const now = await operation(begun.id);
      return now.obstacle && now;
    });
    expect(waits).to.include({ state: 'undoing', cancelledBy: 'admin' });
    expect(waits.error).to.include({ code: 'operation_cancelled' });
    const again = await cancel();
    expect({ status: again.status, state: again.body.state }).to.deep.equal({
      status: 202,
      state: 'undoing',
    });
    expect((await cancel('?dryRun=true')).body).to.deep.equal({ dryRun: true, changes: [] });
    expect((await install('vandelay', 'notes')).status).to.equal(201);
    external.thaw();
    expect((await ended(begun.id)).error).to.include({ code: 'operation_cancelled' });
    expect(await orphans()).to.deep.equal([]);
  });

  it('may be a statement that PostgreSQL cannot interrupt', async function () {
    if (process.platform !== 'linux') this.skip();
    const { sql } = UNINTERRUPTED['arrays that have no element in common'];
    const migrations = { '001.sql': `CREATE TABLE notes (id int PRIMARY KEY);\n${sql};` };
    await publish(server, notes({ id: 'calculates', migrations }));
    await newTenant('soylent');
    const { body: begun } = await install('soylent', 'calculates', later);
    const pid = await eventually('its migration calculates', async () => {
      const { rows } = await external.admin.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE query LIKE 'select array_fill%' AND wait_event IS NULL",
      );
      return rows[0]?.pid;
    });
    await server.request('POST', `/v1/operations/${begun.id}/actions/cancel`, { json: {}, headers: later });
    const waits = await eventually('it waits', async () => (await operation(begun.id)).obstacle);
    expect(waits.message).to.include(`process ${pid} of the plugin calculates`);
    expect((await install('soylent', 'notes')).status).to.equal(201);
    // It was told to end, by the server.
    expect(
      (await external.admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rowCount,
    ).to.equal(1);
    // As the guide on operating says.
    process.kill(pid, 'SIGFPE');
    expect((await ended(begun.id)).error).to.include({ code: 'operation_cancelled' });
    expect(await orphans()).to.deep.equal([]);
  });

  it('is ended where it can be: a plugin is uninstalled in the middle of its transactions', async () => {
    await newTenant('umbrella');
    await install('umbrella', 'notes');
    const { runtime } = await external.rolesOf('umbrella', 'notes');
    const session = await external.connect(runtime);
    await session.query('SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT FROM notes FOR UPDATE');
    const began = Date.now();
    expect((await server.request('DELETE', `${plugins('umbrella')}/notes`)).status).to.equal(204);
    expect(Date.now() - began, 'ms').to.be.lessThan(4_000);
  });

  it('keeps no server from stopping', async () => {
    await newTenant('hooli');
    const { body: begun } = await install('hooli', 'endless', later);
    await freezeMigration('hooli', 'endless');
    const stopping = Date.now();
    await server.restart('SIGTERM');
    expect(Date.now() - stopping, 'ms until another answers').to.be.lessThan(STARTED + 15_000);
    external.thaw();
    expect(await ended(begun.id)).to.include({ state: 'failed' });
    expect(await orphans()).to.deep.equal([]);
  });
});
