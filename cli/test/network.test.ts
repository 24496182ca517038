import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';

const TENANT = {
  id: '1',
  slug: 'acme',
  name: 'acme',
  state: 'active',
  createdAt: '2026-11-01T00:00:00.000Z',
};

/** The command line on networks as companies have them. */
describe('networks', () => {
  let plexica: Plexica;
  const servers: { close(): unknown }[] = [];
  before(async () => {
    plexica = await Plexica.create();
  });
  after(() => plexica.remove());
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(
    server: Server | ReturnType<typeof createTcpServer>,
    host = '127.0.0.1',
  ): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    servers.push(server);
    return (server.address() as { port: number }).port;
  }

  /** A server that notes what it is asked for. */
  async function fake(host?: string): Promise<{ port: number; asked: string[] }> {
    const asked: string[] = [];
    const server = createServer(({ method, url, headers }: IncomingMessage, response) => {
      asked.push(`${method} ${url} ${headers.authorization ?? 'nobody'}`);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(TENANT));
    });
    return { port: await listen(server, host), asked };
  }

  it('an accepting server that never answers is given up after the time limit', async () => {
    const silent = createTcpServer(() => undefined);
    const server = `http://127.0.0.1:${await listen(silent)}`;
    for (const env of [{}, { PLEXICA_TIMEOUT: '1' }]) {
      const args = 'PLEXICA_TIMEOUT' in env ? [] : ['--timeout', '1'];
      const { code, json } = await plexica.run(
        ['tenants', 'create', 'acme', '--server', server, '--token', 'plx_x', '--json', ...args],
        { env },
      );
      expect(code).to.equal(7);
      expect(json.error.message).to.equal(
        `${server} did not respond within 1 seconds. The change might have happened anyway`,
      );
    }
  });

  it('a redirect of a change is not followed, and the token goes nowhere', async () => {
    const target = await fake();
    const proxy = createServer((_request, response) => {
      response.writeHead(301, { location: `http://127.0.0.1:${target.port}/v1/tenants` }).end();
    });
    const server = `http://127.0.0.1:${await listen(proxy)}`;
    const { code, json } = await plexica.run([
      ...'tenants create acme --token plx_x --json'.split(' '),
      '--server',
      server,
    ]);
    expect(code).to.equal(7);
    expect(json.error).to.include({ code: 'server_moved' });
    expect(json.error.hint).to.contain(`http://127.0.0.1:${target.port}`);
    expect(target.asked).to.deep.equal([]);
  });

  for (const name of ['TOKEN', 'SERVER', 'TIMEOUT']) {
    it(`an empty PLEXICA_${name} is an error, and no context stands in for it`, async () => {
      const { port, asked } = await fake();
      const own = { PLEXICA_HOME: `${plexica.folder}/home-${name}` };
      const login = ['login', '--server', `http://127.0.0.1:${port}`, '--token', 'plx_admin', '--name', 'ci'];
      await plexica.run(login, { env: own });
      asked.splice(0);
      const { code, json } = await plexica.run(['tenants', 'show', 'acme', '--json'], {
        env: { ...own, [`PLEXICA_${name}`]: '' },
      });
      expect(code).to.equal(2);
      expect(json.error.code).to.equal('bad_usage');
      expect(json.error.message).to.equal(`PLEXICA_${name} is empty.`);
      expect(asked).to.deep.equal([]);
    });
  }

  describe('a proxy', () => {
    /** An HTTP proxy that forwards requests and tunnels, and notes where to. */
    async function startProxy(): Promise<{ url: string; passed: string[] }> {
      const passed: string[] = [];
      const proxy = createServer((request, response) => {
        passed.push(`${request.method} ${request.url}`);
        response.setHeader('content-type', 'application/json').end(JSON.stringify(TENANT));
      });
      proxy.on('connect', ({ url = '' }, client, head) => {
        passed.push(`CONNECT ${url}`);
        const out = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
          client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          out.write(head);
          client.pipe(out).pipe(client);
        });
        out.on('error', () => client.destroy());
        client.on('error', () => out.destroy());
      });
      return { url: `http://127.0.0.1:${await listen(proxy)}`, passed };
    }
    const show = (server: string, env: NodeJS.ProcessEnv) =>
      plexica.run(['tenants', 'show', 'acme', '--server', server, '--token', 'plx_x', '--json'], { env });

    it('is the only way out where HTTP_PROXY names one', async () => {
      const { url, passed } = await startProxy();
      const { port } = await fake();
      for (const name of ['HTTP_PROXY', 'http_proxy']) {
        const { code, stderr } = await show(`http://plexica.invalid:${port}`, { [name]: url });
        expect(code, stderr).to.equal(0);
        expect(passed.splice(0).join()).to.contain(`plexica.invalid:${port}`);
      }
    });

    it('is named where it does not listen or refuses', async () => {
      const refusing = createServer();
      refusing.on('connect', (_request, socket) => {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      });
      const port = await listen(refusing);
      const cases: [env: NodeJS.ProcessEnv, message: string, hint: string][] = [
        [
          { HTTPS_PROXY: 'http://127.0.0.1:9' },
          'through the proxy 127.0.0.1:9: no program is listening there',
          'NO_PROXY',
        ],
        [
          { HTTPS_PROXY: 'http://proxy.invalid:3128' },
          'through the proxy proxy.invalid: its host name',
          'NO_PROXY',
        ],
        [{ HTTPS_PROXY: `http://127.0.0.1:${port}` }, 'the proxy responded with 407', 'user:password@'],
      ];
      for (const [env, message, hint] of cases) {
        const { code, json } = await show('https://plexica.invalid', env);
        expect(code).to.equal(7);
        expect(json.error.message).to.contain(message);
        expect(json.error.hint).to.contain(hint);
      }
    });

    it('is passed by for hosts of NO_PROXY', async () => {
      const { url, passed } = await startProxy();
      const { code } = await show('http://plexica.invalid:1234', {
        HTTP_PROXY: url,
        NO_PROXY: 'other.invalid,plexica.invalid',
      });
      expect(code).to.equal(7);
      expect(passed).to.deep.equal([]);
    });

    it('is passed by for servers of this machine', async () => {
      const { url, passed } = await startProxy();
      const { port } = await fake();
      for (const NO_PROXY of [undefined, '', 'other.invalid']) {
        const { code, stderr } = await show(`http://127.0.0.1:${port}`, { HTTP_PROXY: url, NO_PROXY });
        expect(code, stderr).to.equal(0);
      }
      expect(passed).to.deep.equal([]);
    });
  });
});
