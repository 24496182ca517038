import { expect } from 'chai';
import { publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

const SECRET = 'the password is hunter2';

/** Ways of a plugin to say something as it breaks. */
const BREAKS: Record<string, string> = {
  throws: `() => { throw new Error('${SECRET}'); }`,
  'throws-later': `() => { setTimeout(() => { throw new Error('${SECRET}'); }); return new Promise(() => {}); }`,
  'rejects-unheard': `() => { Promise.reject(new Error('${SECRET}')); return new Promise(() => {}); }`,
  'writes-and-exits': `() => { console.error('${SECRET}'); process.exit(3); }`,
};

describe('what a caller learns of a plugin that broke', function () {
  this.timeout(60_000);
  let server: TestServer;
  let reader: string;
  let other: string;
  before(async () => {
    server = await startServer();
    const access = ['public', 'authenticated'] as const;
    const breaks = Object.entries(BREAKS).flatMap(([name, source]) =>
      access.map((each) => [`GET /${each}/${name}`, { access: each, source }] as const),
    );
    await publish(server, { id: 'broken', routes: Object.fromEntries(breaks) });
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    const { status } = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'broken' },
    });
    expect(status).to.equal(201);
    reader = await server.token('reader', 'tenant:acme', ['logs.read']);
    other = await server.token('other', 'tenant:acme', ['broken.*', 'installations.read']);
  });
  // One that broke again and again waits before it is started, which is another answer.
  beforeEach(async () => {
    for (const action of ['deactivate', 'activate'])
      await server.request('POST', `/v1/tenants/acme/plugins/broken/actions/${action}`, { json: {} });
  });
  after(() => server.stop());

  for (const name of Object.keys(BREAKS)) {
    it(`nothing of its words, unless the caller may read its log: ${name}`, async () => {
      for (const [route, token] of [
        ['public', null],
        ['public', other],
        ['authenticated', other],
      ] as const) {
        const { status, body, headers } = await server.request('GET', `/t/acme/broken/${route}/${name}`, {
          token,
        });
        expect([502, 503]).to.include(status);
        expect(JSON.stringify([body, ...headers])).not.to.contain('hunter2');
        expect(body.detail).to.match(/^broken 1\.0\.0 (failed with an error|is not available now)\.$/);
        expect(body.hint).to.contain('logs.read');
      }
    });
  }

  it('all of it where the caller may', async () => {
    const { body } = await server.request('GET', '/t/acme/broken/authenticated/throws-later', {
      token: reader,
    });
    expect(body.detail).to.contain(SECRET);
  });
});
