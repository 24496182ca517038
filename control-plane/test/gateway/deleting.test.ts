import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

describe('the gateway', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it('serves no plugin of a tenant that is being deleted', async () => {
    await publish(server, notes());
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
    const listed = () => server.request('GET', '/t/acme/notes/notes');
    expect((await listed()).status).to.equal(200);
    const database = await superuser(server);
    try {
      await database.query(`UPDATE plexica.tenants SET state = 'deleting' WHERE slug = 'acme'`);
    } finally {
      await database.end();
    }
    let answer = await listed();
    // The server hears of the change a moment later.
    for (let tries = 0; answer.status === 200 && tries < 50; tries += 1) answer = await listed();
    expect(answer.body).to.include({ status: 404, code: 'not_installed' });
  });
});
