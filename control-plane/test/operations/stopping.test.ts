import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

/** Milliseconds: it is over when the next server starts, and not while the first one waits for it. */
const HANGS = 6_000;

describe('a server that stops', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it('leaves a step that it cannot end to the next start, and undoes nothing', async function () {
    await publish(server, notes());
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
    const atLoad = `if (Date.now() < ${Date.now() + HANGS}) await new Promise(() => undefined);`;
    await publish(server, notes({ version: '2.0.0', atLoad }));
    const { status, headers } = await server.request(
      'POST',
      '/v1/tenants/acme/plugins/notes/actions/update',
      { json: {}, headers: { Prefer: 'respond-async' } },
    );
    expect(status).to.equal(202);
    await server.restart('SIGTERM');
    const operation = async () => (await server.request('GET', headers.get('Location') as string)).body;
    while ((await operation()).state === 'running') await new Promise((done) => setTimeout(done, 100));
    expect(await operation()).to.include({ state: 'succeeded' });
    const shown = await server.request('GET', '/v1/tenants/acme/plugins/notes');
    expect(shown.body).to.include({ version: '2.0.0', state: 'active' });
  });
});
