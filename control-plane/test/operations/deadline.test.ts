import { expect } from 'chai';
import type pg from 'pg';
import { notes, publish } from '../installations/plugin-package.ts';
import { orphansOf } from '../orphans.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { eventually } from './external.ts';

const HANGS = '() => new Promise(() => undefined)';

/** Operations whose kind is in `hasty` have three seconds. */
const HASTE = `
  CREATE TABLE plexica.hasty (kind text);
  CREATE FUNCTION plexica.hasten() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.kind IN (SELECT kind FROM plexica.hasty) THEN NEW.deadline := now() + interval '3 seconds'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER hasten BEFORE INSERT ON plexica.operations FOR EACH ROW EXECUTE FUNCTION plexica.hasten();
  GRANT SELECT ON plexica.hasty TO PUBLIC`;

/** Makes every activation fail, for a reason that only the database knows. */
const BREAK = `
  CREATE FUNCTION plexica.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.state = 'active' THEN RAISE EXCEPTION 'not today'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER refuse BEFORE UPDATE ON plexica.installations FOR EACH ROW EXECUTE FUNCTION plexica.refuse()`;

describe('the deadline of an operation', function () {
  this.timeout(120_000);
  let server: TestServer;
  let admin: pg.Client;

  before(async () => {
    // Nothing but the deadline ends a method that hangs.
    server = await startServer({ PLEXICA_INSTALL_TIMEOUT: '3600' });
    admin = await superuser(server);
    await admin.query(HASTE);
    await publish(server, notes());
    await publish(server, notes({ version: '2.0.0', lifecycle: { onUpdate: HANGS } }), 'next');
    await publish(server, notes({ id: 'hangs', lifecycle: { onInstall: HANGS } }));
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  afterEach(() => admin.query('DELETE FROM plexica.hasty'));
  after(async () => {
    await admin?.end();
    await server?.stop();
  });

  const hasten = (kind: string) => admin.query('INSERT INTO plexica.hasty VALUES ($1)', [kind]);
  const install = (plugin: string, headers: Record<string, string> = {}) =>
    server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin, trust: true }, headers });
  const update = () =>
    server.request('POST', '/v1/tenants/acme/plugins/notes/actions/update', {
      json: { range: '2.0.0', trust: true },
    });
  const plugins = async () =>
    (await server.request('GET', '/v1/tenants/acme/plugins')).body.items.map(
      ({ plugin, version, state }: { plugin: string; version?: string; state: string }) =>
        `${plugin} ${version} ${state}`,
    );
  const show = async (id: string) => (await server.request('GET', `/v1/operations/${id}`)).body;

  it('is minutes after its beginning, and told', async () => {
    const { body } = await install('notes', { Prefer: 'respond-async' });
    expect(Date.parse(body.deadline) - Date.parse(body.createdAt)).to.equal(10 * 60_000);
    await eventually('its end', async () => (await show(body.id)).state === 'succeeded');
  });

  it('ends what is under way, and undoes it', async () => {
    await hasten('install');
    await hasten('update');
    for (const begin of [() => install('hangs'), update]) {
      const { status, body } = await begin();
      expect({ status, code: body.code }).to.deep.equal({ status: 504, code: 'operation_timed_out' });
      expect(await plugins()).to.deep.equal(['notes 1.0.0 active']);
      expect((await server.request('GET', '/t/acme/notes/notes')).status).to.equal(200);
      expect(await orphansOf(server)).to.deep.equal([]);
    }
  });

  it('undoes what it finds at the start of a server, if it has passed by then', async () => {
    const { body } = await install('hangs', { Prefer: 'respond-async' });
    await eventually('the step', async () => (await show(body.id)).steps[1].state === 'running');
    await admin.query("UPDATE plexica.operations SET deadline = now() - interval '1 hour' WHERE id = $1", [
      body.id,
    ]);
    await server.restart('SIGKILL');
    await admin.end();
    admin = await superuser(server);
    const ended = await eventually('its end', async () => {
      const now = await show(body.id);
      return now.state === 'failed' && now;
    });
    expect(ended.error).to.include({ code: 'operation_timed_out' });
    expect(await plugins()).to.deep.equal(['notes 1.0.0 active']);
    expect(await orphansOf(server)).to.deep.equal([]);
  });

  it('gives up the activation of a plugin that is in place', async () => {
    await publish(server, notes({ id: 'memos' }));
    await admin.query(BREAK);
    await hasten('install');
    const { status, body } = await install('memos');
    expect({ status, state: body.state, reason: body.reason }).to.deep.equal({
      status: 201,
      state: 'inactive',
      reason: 'see the server log',
    });
    await admin.query('DROP TRIGGER refuse ON plexica.installations');
    const activated = await server.request('POST', '/v1/tenants/acme/plugins/memos/actions/activate', {
      json: {},
    });
    expect(activated.body).to.include({ state: 'active' });
  });
});
