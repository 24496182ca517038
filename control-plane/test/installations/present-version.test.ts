import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { notes, publish } from './plugin-package.ts';

const PATH = '/v1/tenants/acme/plugins';

describe('a version that is put in place', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(() => server.stop());

  const dev = (id: string, number: number, lifecycle = {}) =>
    publish(server, notes({ id, version: `1.0.0-dev.${number}`, lifecycle }), 'dev');

  /** The code of what went wrong, also where the answer came before the end. */
  async function outcome({ status, body }: Answer): Promise<string | undefined> {
    if (status !== 202) return body.code;
    for (;;) {
      const { body: operation } = await server.request('GET', `/v1/operations/${body.id}`);
      if (operation.state === 'failed') return operation.error.code;
      if (operation.state === 'succeeded') return undefined;
      await sleep(50);
    }
  }

  /** @param meanwhile happens during its `onInstall`. @returns the code of what went wrong */
  async function install(id: string, meanwhile: () => Promise<unknown>): Promise<string | undefined> {
    await dev(id, 1, {
      onInstall: `(ctx) => { ctx.log.info('begun'); return new Promise((resolve) => setTimeout(resolve, 8000)); }`,
    });
    const installing = server.request('POST', PATH, { json: { plugin: id, range: '1.0.0-dev.1' } });
    const hasBegun = async (): Promise<boolean> => {
      const { body } = await server.request('GET', `${PATH}/${id}/logs`);
      return JSON.stringify(body).includes('begun');
    };
    while (!(await hasBegun())) await sleep(50);
    await meanwhile();
    return outcome(await installing);
  }

  it('is kept, however many newer ones plexica dev publishes meanwhile', async () => {
    const versions = async () => (await server.request('GET', '/v1/plugins/fast')).body.versions as string[];
    const remaining = [5, 4, 3, 1].map((number) => `1.0.0-dev.${number}`);
    const failure = await install('fast', async () => {
      for (const number of [2, 3, 4, 5]) await dev('fast', number);
      // The second is removed, as the first would be.
      for (let tries = 0; (await versions()).length > 4 && tries < 100; tries++) await sleep(50);
      expect(await versions()).to.deep.equal(remaining);
    });
    expect(failure).to.equal(undefined);
    expect((await server.request('GET', `${PATH}/fast`)).body).to.include({ version: '1.0.0-dev.1' });
    expect(await versions()).to.deep.equal(remaining);
  });

  it('and taken away meanwhile is not installed, and the tenant goes on', async () => {
    const failure = await install('gone', async () => {
      const database = await superuser(server);
      try {
        await database.query(`DELETE FROM plexica.versions WHERE plugin = 'gone'`);
      } finally {
        await database.end();
      }
    });
    expect(failure).to.equal('version_not_found');
    await dev('gone', 2);
    const next = await server.request('POST', PATH, { json: { plugin: 'gone', range: 'dev' } });
    expect(next.body).to.include({ version: '1.0.0-dev.2', state: 'active' });
    expect((await server.request('DELETE', '/v1/tenants/acme')).status).to.equal(204);
  });
});
