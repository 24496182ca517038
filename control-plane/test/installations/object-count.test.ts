import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { notes, publish } from './plugin-package.ts';

describe('how much a plugin may make', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(() => server.stop());

  // Each domain is two types: itself, and the array of it.
  const domains = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `CREATE DOMAIN d${from + index} AS int;`).join('\n');

  it('ends where erasing it would take more locks than there are', async () => {
    const migrations = { '001.sql': domains(0, 1_400) };
    await publish(server, notes({ id: 'many', migrations }));
    await publish(
      server,
      notes({
        id: 'many',
        version: '2.0.0',
        migrations: { ...migrations, '002.sql': domains(1_400, 1_600) },
      }),
    );
    const path = '/v1/tenants/acme/plugins';
    const installed = await server.request('POST', path, { json: { plugin: 'many', range: '1.0.0' } });
    expect(installed.body).to.include({ version: '1.0.0', state: 'active' });
    const updated = await server.request('POST', `${path}/many/actions/update`, { json: {} });
    expect(updated.body).to.include({ status: 422, code: 'migration_refused' });
    expect(updated.body.detail).to.match(/leave 32\d\d tables, views, .*at most 3000/);
    expect((await server.request('GET', `${path}/many`)).body.version).to.equal('1.0.0');
    expect((await server.request('DELETE', `${path}/many`)).status).to.equal(204);
  });

  it('counts the rule of each view beside it and its two types', async () => {
    const views = Array.from({ length: 800 }, (_, index) => `CREATE VIEW v${index} AS SELECT 1 AS x;`);
    await publish(server, notes({ id: 'views', migrations: { '001.sql': views.join('\n') } }));
    const refused = await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'views' } });
    expect(refused.body).to.include({ status: 422, code: 'migration_refused' });
    expect(refused.body.detail).to.match(/leave 32\d\d tables, views, /);
  });
});
