import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

/** Makes every activation fail, for a reason that only the database knows. */
const BREAK = `
  CREATE SCHEMA broken;
  CREATE FUNCTION broken.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.state = 'active' THEN RAISE EXCEPTION 'not today'; END IF;
    RETURN NEW;
  END $$;
  GRANT USAGE ON SCHEMA broken TO PUBLIC;
  CREATE TRIGGER refuse BEFORE UPDATE ON plexica.installations FOR EACH ROW EXECUTE FUNCTION broken.refuse();`;

describe('an operation that cannot go on', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await publish(server, notes());
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(() => server.stop());

  const install = (headers: Record<string, string> = {}) =>
    server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' }, headers });
  const acme = async () => (await server.request('GET', '/v1/tenants/acme')).body;

  it('keeps the tenant, says why, and ends once what is in its way is gone', async () => {
    expect(await acme()).not.to.have.property('operation');
    const admin = await superuser(server);
    await admin.query(BREAK);
    const begun = await install({ Prefer: 'respond-async' });
    expect(begun.status).to.equal(202);

    let shown = await acme();
    for (; !(shown.operation?.attempts >= 2); shown = await acme()) await sleep(50);
    expect(shown.operation).to.include({ id: begun.body.id, kind: 'install', state: 'running' });
    expect(shown.operation.error).to.include({ code: 'internal_error', step: 'activate notes' });
    const running = shown.operation.steps.find((step: { state: string }) => step.state === 'running');
    expect(running.name).to.equal('activate notes');

    const other = await server.request('DELETE', '/v1/tenants/acme');
    expect(other.status).to.equal(409);
    expect(other.body.detail).to.include(begun.body.id);

    await admin.query('DROP TRIGGER refuse ON plexica.installations');
    await admin.end();
    while ((await acme()).operation !== undefined) await sleep(50);
    const ended = await server.request('GET', `/v1/operations/${begun.body.id}`);
    expect(ended.body).to.include({ state: 'succeeded' }).and.not.to.have.property('error');
    expect((await server.request('GET', '/t/acme/notes/notes')).status).to.equal(200);
  });
});
