import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { notes, publish } from './plugin-package.ts';

describe('a version that is taken away while it is put in place', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(() => server.stop());

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

  it('is not installed, and the tenant goes on', async () => {
    const dev = (number: number, lifecycle = {}) =>
      publish(server, notes({ id: 'fast', version: `1.0.0-dev.${number}`, lifecycle }), 'dev');
    await dev(1, {
      onInstall: `(ctx) => { ctx.log.info('begun'); return new Promise((resolve) => setTimeout(resolve, 8000)); }`,
    });
    const path = '/v1/tenants/acme/plugins';
    const installing = server.request('POST', path, { json: { plugin: 'fast', range: '1.0.0-dev.1' } });
    const hasBegun = async (): Promise<boolean> => {
      const { body } = await server.request('GET', `${path}/fast/logs`);
      return JSON.stringify(body).includes('begun');
    };
    while (!(await hasBegun())) await sleep(50);
    // The newest three are kept.
    for (const number of [2, 3, 4]) await dev(number);
    expect(await outcome(await installing)).to.equal('version_not_found');
    const next = await server.request('POST', path, { json: { plugin: 'fast', range: 'dev' } });
    expect(next.body).to.include({ version: '1.0.0-dev.4', state: 'active' });
    expect((await server.request('DELETE', '/v1/tenants/acme')).status).to.equal(204);
  });
});
