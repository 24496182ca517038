import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { notes, publish } from './plugin-package.ts';

describe('how much a plugin may make', function () {
  this.timeout(180_000);
  let server: TestServer;
  before(async () => {
    // The number is what counts here, not the time that so many take on a busy machine.
    server = await startServer({ PLEXICA_INSTALL_TIMEOUT: '120' });
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(() => server.stop());

  /** Waits for the operation of an answer, however long a busy machine takes. @returns the error, if it fails */
  const failure = async (method: string, path: string, json?: object) => {
    const answer = await server.request(method, path, { json });
    let { body } = answer;
    if (answer.status >= 400) return { code: body.code, text: body.detail };
    if (answer.status !== 202) return undefined;
    while (body.state === 'running' || body.state === 'undoing') {
      await sleep(100);
      body = (await server.request('GET', answer.headers.get('Location') as string)).body;
    }
    return body.error && { code: body.error.code, text: body.error.message };
  };

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
    const shown = async () => (await server.request('GET', `${path}/many`)).body;
    expect(await failure('POST', path, { plugin: 'many', range: '1.0.0' })).to.equal(undefined);
    expect(await shown()).to.include({ version: '1.0.0', state: 'active' });
    const updated = await failure('POST', `${path}/many/actions/update`, {});
    expect(updated).to.include({ code: 'migration_refused' });
    expect(updated?.text).to.match(/create 32\d\d tables, views, .*at most 3000/);
    expect((await shown()).version).to.equal('1.0.0');
    expect(await failure('DELETE', `${path}/many`)).to.equal(undefined);
  });

  it('counts the rule of each view beside it and its two types', async () => {
    const views = Array.from({ length: 800 }, (_, index) => `CREATE VIEW v${index} AS SELECT 1 AS x;`);
    await publish(server, notes({ id: 'views', migrations: { '001.sql': views.join('\n') } }));
    const refused = await failure('POST', '/v1/tenants/acme/plugins', { plugin: 'views' });
    expect(refused).to.include({ code: 'migration_refused' });
    expect(refused?.text).to.match(/create 32\d\d tables, views, /);
  });
});
