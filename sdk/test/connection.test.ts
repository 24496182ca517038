import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type ApiError, createClient, type Client } from '../src/client/index.ts';

/** What happens between a client and its server on real networks. */
describe('the connection of the API client', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return (server.address() as { port: number }).port;
  }
  const http = async (listener: RequestListener) =>
    `http://127.0.0.1:${await portOf(createServer({ keepAliveTimeout: 1 }, listener))}`;
  const tcp = async (listener: (socket: Socket) => void) => {
    const server = createTcpServer((socket) => {
      closing.push(() => socket.destroy());
      socket.on('error', () => undefined);
      listener(socket);
    });
    return `http://127.0.0.1:${await portOf(server)}`;
  };

  const failure = async (work: Promise<unknown>): Promise<ApiError> => {
    try {
      await work;
    } catch (error) {
      return error as ApiError;
    }
    throw new Error('it did not fail');
  };
  const read = (client: Client) => failure(client.showTenant({ tenant: 'acme' }));
  const change = (client: Client) => failure(client.createTenant({ body: { slug: 'acme' } }));
  const MAY_HAVE = /The change might have happened anyway$/;

  describe('a redirect', () => {
    for (const status of [301, 302, 303, 307, 308]) {
      it(`is not followed, and says where it leads: ${status}`, async () => {
        let reached = 0;
        const target = await http((_request, response) => {
          reached += 1;
          response.setHeader('content-type', 'application/json').end('{"id":"1","items":[]}');
        });
        const url = await http((_request, response) => {
          response.writeHead(status, { location: `${target}/v1/tenants` }).end();
        });
        for (const ask of [read, change]) {
          const error = await ask(createClient({ url, token: 'plx_secret' }));
          expect(error).to.include({ code: 'server_moved' });
          expect(error.message).to.equal(
            `${url} redirects to ${target}/v1/tenants, and redirects are not followed`,
          );
          expect(error.hint).to.contain(`--server ${target}`);
        }
        expect(reached).to.equal(0);
      });
    }

    it('may lead to a path of the same server, or nowhere', async () => {
      for (const [location, says] of [
        ['/login', /redirects to http:\/\/127\.0\.0\.1:\d+\/login,/],
        ['http://', /redirects to another address,/],
        [undefined, /redirects to another address,/],
      ] as const) {
        const url = await http((_request, response) => {
          response.writeHead(302, location === undefined ? {} : { location }).end();
        });
        expect((await change(createClient({ url }))).message).to.match(says);
      }
    });
  });

  describe('a time limit', () => {
    it('ends the wait for a server that accepts and never answers', async () => {
      const url = await tcp(() => undefined);
      const client = createClient({ url, timeout: 200 });
      expect(await read(client)).to.include({ code: 'server_unreachable' });
      expect((await read(client)).message).to.match(/did not respond within 0 seconds$/);
      expect((await change(client)).message).to.match(MAY_HAVE);
    });

    it('ends the wait for an answer that stops in the middle', async () => {
      const url = await tcp((socket) => {
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"id"'));
      });
      expect((await read(createClient({ url, timeout: 200 }))).message).to.match(/did not respond within/);
    });

    it('does not hold for a stream that has begun', async () => {
      const url = await http((_request, response) => {
        response.write('a');
        setTimeout(() => response.end('b'), 600);
      });
      const response = await createClient({ url, timeout: 300 }).open('showTenant', { tenant: 'acme' });
      expect(await response.text()).to.equal('ab');
    });

    it("leaves the caller's signal the end of a stream that has begun", async () => {
      const url = await http((_request, response) => {
        response.write('a');
      });
      const controller = new AbortController();
      const client = createClient({ url, timeout: 60_000 });
      const response = await client.open('showTenant', { tenant: 'acme' }, { signal: controller.signal });
      const read = failure(response.text());
      controller.abort(new Error('enough'));
      expect((await read).message).to.equal('enough');
    });

    it('leaves an upload the time that it takes', async () => {
      const url = await http((request, response) => {
        setTimeout(() => request.resume(), 500);
        request.once('end', () => response.setHeader('content-type', 'application/json').end('{"id":1}'));
      });
      const client = createClient({ url, timeout: 100 });
      const upload = { plugin: 'crm', version: '1.0.0', body: new Uint8Array(1_000_000) };
      const error = await failure(client.publishVersion(upload));
      expect(error.message).to.match(/is not from Plexica/);
    });

    it("leaves the caller's own signal its reason", async () => {
      const url = await tcp(() => undefined);
      const reason = new Error('enough');
      const controller = new AbortController();
      const asked = failure(
        createClient({ url, timeout: 60_000 }).showTenant({ tenant: 'acme' }, { signal: controller.signal }),
      );
      controller.abort(reason);
      expect(await asked).to.equal(reason);
    });
  });

  it('that breaks says whether a change may have happened', async () => {
    const url = await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const client = createClient({ url });
    expect((await read(client)).message).to.match(/^the connection to http:.* broke \(\w+\)$/);
    expect((await change(client)).message).to.match(MAY_HAVE);
    expect((await failure(client.createTenant({ body: { slug: 'a' }, dryRun: true }))).message).not.to.match(
      MAY_HAVE,
    );
  });

  const answers: [what: string, status: number, hint: RegExp][] = [
    ['a proxy that limits bodies', 413, /client_max_body_size/],
    ['a proxy whose server is away', 502, /does not reach it/],
    ['a proxy that waits less long', 504, /raise its time limit/],
    ['another program', 404, /another program/],
  ];
  for (const [what, status, hint] of answers) {
    it(`names ${what}, by its answer ${status}`, async () => {
      const url = await http((_request, response) => {
        response.writeHead(status, { 'content-type': 'text/html' }).end('<html>no</html>');
      });
      const error = await change(createClient({ url }));
      expect(error.message).to.equal(`the response of ${url} (status ${status}) is not from Plexica`);
      expect(error.hint).to.match(hint);
    });
  }

  it('names what is wrong before anything is sent', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plexica-tls-'));
    try {
      const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
      const made = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost';
      execFileSync('openssl', [...made.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
      const tls = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) });
      const signed = `https://127.0.0.1:${await portOf(tls)}`;
      const plain = (await http((_request, response) => response.end())).replace('http:', 'https:');
      const free = createTcpServer();
      const closed = `http://127.0.0.1:${await portOf(free)}`;
      await new Promise((resolve) => free.close(resolve));
      const rows: [url: string, says: RegExp, hint: RegExp][] = [
        [signed, /does not trust the authority/, /NODE_EXTRA_CA_CERTS/],
        [plain, /does not use TLS there/, /http:\/\//],
        [closed, /no program is listening there \(ECONNREFUSED\)/, /plexica up/],
        ['http://nothing.invalid', /host name cannot be resolved/, /HTTPS_PROXY/],
      ];
      for (const [url, says, hint] of rows) {
        const error = await change(createClient({ url }));
        expect(error).to.include({ code: 'server_unreachable' });
        expect(error.message).to.match(says).and.not.to.match(MAY_HAVE);
        expect(error.hint, url).to.match(hint);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
