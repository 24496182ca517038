import { request as rawRequest, type IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { pluginPackage } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

interface Received {
  status: number;
  text: string;
  headers: IncomingHttpHeaders;
}

interface Sending {
  method?: string;
  /** The caller's address. */
  from?: string | undefined;
  body?: string | Uint8Array;
}

/** In place of a machine in front of the server; every address of 127.0.0.0/8 is this one on Linux. */
const PROXY = '127.0.0.2';
const PUBLIC = 'plugins.example.com';

describe('a server that is told its addresses', () => {
  let server: TestServer;
  let port: number;

  before(async function () {
    if (process.platform !== 'linux') return this.skip();
    port = await freePort();
    server = await startServer({
      PLEXICA_PORT: String(port),
      PLEXICA_PUBLIC_URL: `https://${PUBLIC}/`,
      PLEXICA_TENANT_HOST: '{tenant}.apps.example.com',
      PLEXICA_TRUSTED_PROXIES: `192.0.2.0/24, ${PROXY}`,
      PLEXICA_LIMITS: 'public=30/h',
    });
    const routes = { 'GET /ping': { access: 'public' as const, source: `() => 'pong'` } };
    await change('PUT', '/v1/plugins/open/versions/1.0.0', await pluginPackage({ id: 'open', routes }));
    await change('POST', '/v1/tenants', JSON.stringify({ slug: 'acme' }));
    await change('POST', '/v1/tenants/acme/plugins', JSON.stringify({ plugin: 'open' }));
  });
  after(() => server?.stop());

  /** Asks the address that the server listens at, whatever it calls itself. */
  function ask(
    path: string,
    headers: Record<string, string> = {},
    { method = 'GET', from = '127.0.0.1', body = '' }: Sending = {},
  ): Promise<Received> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, method, localAddress: from };
      rawRequest({ ...options, headers: { Host: PUBLIC, ...headers } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.once('end', () =>
          resolve({ status: answer.statusCode as number, text, headers: answer.headers }),
        );
      })
        .once('error', reject)
        .end(body);
    });
  }

  async function change(method: string, path: string, body: string | Uint8Array): Promise<void> {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    const headers = { Authorization: `Bearer ${server.adminToken}`, 'Content-Type': type };
    const { status, text } = await ask(path, headers, { method, body });
    expect(status, text).to.equal(201);
  }

  const hosts: [host: string, status: number][] = [
    [PUBLIC, 200],
    ['PLUGINS.example.com:443', 200],
    ['acme.apps.example.com', 200],
    ['localhost', 200],
    ['apps.example.com', 421],
    ['.apps.example.com', 421],
    ['acme.apps.example.com.evil.example', 421],
    ['example.com', 421],
    ['other.example.com', 421],
    ['acme.localhost', 421],
  ];
  for (const [host, status] of hosts) {
    it(`answers to ${host} with ${status}`, async () => {
      expect((await ask('/v1/plugins', { Host: host })).status).to.equal(status);
    });
  }

  it('believes a proxy that it knows which host was asked for, and nobody else', async () => {
    const askFor = async (host: string, forwarded: string, from?: string) =>
      (await ask('/v1/plugins', { Host: host, 'X-Forwarded-Host': forwarded }, { from })).status;
    expect(await askFor('evil.example', PUBLIC)).to.equal(421);
    expect(await askFor('evil.example', PUBLIC, PROXY)).to.equal(200);
    expect(await askFor(PUBLIC, 'evil.example')).to.equal(200);
    expect(await askFor(PUBLIC, 'evil.example', PROXY)).to.equal(421);
  });

  it('asks browsers to come back by https, to this host alone', async () => {
    const { headers } = await ask('/v1/plugins');
    expect(headers['strict-transport-security']).to.equal('max-age=31536000');
  });

  it('says to callers and npm that tarballs are at its public URL', async () => {
    expect(server.url).to.equal(`https://${PUBLIC}`);
    const tarball = `https://${PUBLIC}/npm/open/-/open-1.0.0.tgz`;
    const read = async (path: string) => JSON.parse((await ask(path)).text);
    expect((await read('/v1/plugins/open/versions/1.0.0')).tarball).to.equal(tarball);
    expect((await read('/npm/open')).versions['1.0.0'].dist.tarball).to.equal(tarball);
    const authorization = { Authorization: `Bearer ${server.adminToken}` };
    expect((await ask(new URL(tarball).pathname, authorization)).status).to.equal(200);
  });

  it('counts calls without a token by the address that a known proxy names, and by no other', async () => {
    const calls = async (count: number, forwarded: string, from?: string) => {
      const send = () => ask('/t/acme/open/ping', { 'X-Forwarded-For': forwarded }, { from });
      const statuses = await Promise.all(Array.from({ length: count }, async () => (await send()).status));
      return statuses.filter((status) => status === 429).length;
    };
    expect(await calls(31, '198.51.100.1', PROXY)).to.equal(1);
    // Whatever stands before the address that the proxy has added is of the caller's making.
    expect(await calls(1, '198.51.100.9, 198.51.100.1', PROXY)).to.equal(1);
    expect(await calls(1, '198.51.100.1, 198.51.100.2', PROXY)).to.equal(0);
    // Who is no known proxy is counted by its own address, and cannot use up what another has.
    expect(await calls(30, '198.51.100.3')).to.equal(0);
    expect(await calls(1, '198.51.100.4')).to.equal(1);
    expect(await calls(1, '198.51.100.3', PROXY)).to.equal(0);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
