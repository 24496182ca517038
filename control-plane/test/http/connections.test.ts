import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { publish } from '../installations/plugin-package.ts';
import { packageOf } from '../registry/packages.ts';
import { startServer, type TestServer } from '../server.ts';
import { openConnection, problemIn, type RawConnection } from './raw-connection.ts';

/** Stands for a load balancer. */
const PROXY = '127.0.0.3';
const OTHER = '127.0.0.4';
/** Seconds. */
const IDLE = 5;

describe('a connection', () => {
  let server: TestServer;
  let authorization: string;
  before(async () => {
    server = await startServer({ PLEXICA_TRUSTED_PROXIES: PROXY, PLEXICA_IDLE_TIMEOUT: String(IDLE) });
    authorization = `Authorization: Bearer ${server.adminToken}`;
    await publish(server, {
      id: 'echo',
      routes: {
        'POST /echo': { access: 'authenticated', source: '(ctx) => ctx.request.text()' },
        'GET /say': { access: 'authenticated', source: "(ctx) => { ctx.log.info('said'); return null; }" },
      },
    });
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'echo' } });
  });
  after(() => server?.stop());

  const asked = async (text: string): Promise<RawConnection> => {
    const connection = await openConnection(server.url);
    connection.send(text);
    await connection.closed;
    return connection;
  };

  const BAD: [name: string, request: string, status: number, code: string][] = [
    ['two Host headers', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400, 'malformed_request'],
    ['two that differ', 'GET /v1/plugins HTTP/1.1\r\nHost: localhost\r\nhOST: evil.example\r\n\r\n', 400, 'malformed_request'],
    ['two with HTTP/1.0', 'GET /healthz HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400, 'malformed_request'],
    ['no Host header', 'GET /healthz HTTP/1.1\r\n\r\n', 400, 'malformed_request'],
    ['something that is not HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['headers of 20 KiB', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_480)}\r\n\r\n`, 431, 'headers_too_large'],
  ]; // prettier-ignore
  for (const [name, request, status, code] of BAD) {
    it(`with ${name} is answered ${status} ${code} and ended`, async () => {
      expect(problemIn((await asked(request)).text)).to.deep.equal({ status, code });
    });
  }

  it('needs no Host header with HTTP/1.0', async () => {
    expect((await asked('GET /healthz HTTP/1.0\r\n\r\n')).text).to.match(/^HTTP\/1\.1 200 /);
  });

  describe('of an address with many', () => {
    const HALF = 'GET /v1/plugins HTTP/1.1\r\nHost: localhost\r\n';
    const opened: RawConnection[] = [];
    const open = async (count: number, from: string): Promise<RawConnection[]> => {
      const connections = await Promise.all(
        Array.from({ length: count }, () => openConnection(server.url, from)),
      );
      opened.push(...connections);
      for (const connection of connections) connection.send(HALF);
      return connections;
    };
    const turnedAway = (connections: readonly RawConnection[]) =>
      connections.filter(({ text }) => text !== '');
    afterEach(() => {
      for (const { socket } of opened.splice(0)) socket.destroy();
    });
    before(function () {
      // Elsewhere 127.0.0.1 is the only one.
      if (process.platform !== 'linux') this.skip();
    });

    it('is turned away where 512 requests have not arrived, and nobody else is', async () => {
      const connections = await open(700, '127.0.0.2');
      while (turnedAway(connections).length < 188) await sleep(10);
      const refused = turnedAway(connections);
      expect(refused).to.have.length(188);
      for (const { text } of refused) {
        expect(problemIn(text)).to.deep.equal({ status: 429, code: 'too_many_requests' });
      }
      const [other] = (await open(1, OTHER)) as [RawConnection];
      other.send('\r\n');
      await other.until('HTTP/1.1 200 ');
      const lines = server.logs.filter((line) => line.includes('PLEXICA_TRUSTED_PROXIES'));
      expect(lines.map((line) => (JSON.parse(line) as { address: string }).address)).to.deep.equal([
        '127.0.0.2',
      ]);

      // Those that were let in go on.
      const held = connections.filter(({ text }) => text === '');
      for (const connection of held.slice(0, 100)) connection.send('\r\n');
      await Promise.all(held.slice(0, 100).map((connection) => connection.until('HTTP/1.1 200 ')));
      // And where they have arrived there is room for others.
      const more = await open(50, '127.0.0.2');
      for (const connection of more) connection.send('\r\n');
      await Promise.all(more.map((connection) => connection.until('HTTP/1.1 200 ')));
    });

    it('is served where it is the connection of a trusted proxy', async () => {
      const connections = await open(700, PROXY);
      for (const connection of connections) connection.send('\r\n');
      await Promise.all(connections.map((connection) => connection.until('HTTP/1.1 200 ')));
    });

    it('is turned away where 2,048 are open, whatever they do', async () => {
      const all: RawConnection[] = [];
      for (let round = 0; round < 8; round += 1) {
        const connections = await open(256, '127.0.0.5');
        for (const connection of connections) connection.send('\r\n');
        await Promise.all(connections.map((connection) => connection.until('HTTP/1.1 200 ')));
        all.push(...connections);
      }
      const [last] = (await open(1, '127.0.0.5')) as [RawConnection];
      await last.closed;
      expect(problemIn(last.text)).to.deep.equal({ status: 429, code: 'too_many_requests' });
      (all[0] as RawConnection).socket.destroy();
      for (let text = ''; !text.startsWith('HTTP/1.1 200 ');) {
        const [next] = (await open(1, '127.0.0.5')) as [RawConnection];
        next.send('\r\n');
        await next.until('\r\n\r\n');
        ({ text } = next);
      }
    });
  });

  describe('on which', () => {
    let big: Buffer;
    const uploading = (more = ''): string =>
      `POST /t/acme/echo/echo HTTP/1.1\r\nHost: localhost\r\n${authorization}\r\nContent-Length: 36\r\n${more}\r\n`;
    const asking = (path: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${authorization}\r\n\r\n`;

    const CASES: [name: string, work: () => Promise<void>][] = [
      [
        'headers do not arrive is ended',
        async () => {
          const connections = [await openConnection(server.url), await openConnection(server.url)];
          connections[0]?.send('GET /healthz HTTP/1.1\r\nHost: localhost\r\n');
          for (const connection of connections) {
            await connection.closed;
            expect(problemIn(connection.text)).to.deep.equal({ status: 408, code: 'request_timeout' });
          }
        },
      ],
      [
        'a body stands still is ended after the idle time',
        async () => {
          const connection = await openConnection(server.url);
          connection.send(`${uploading()}12345`);
          await connection.closed;
          expect(problemIn(connection.text)).to.deep.equal({ status: 408, code: 'request_timeout' });
        },
      ],
      [
        'a body arrives slowly is served',
        async () => {
          const connection = await openConnection(server.url);
          connection.send(uploading('Connection: close\r\n'));
          for (let count = 0; count < 36; count += 1) {
            await sleep((IDLE * 1000) / 24);
            connection.send('x');
          }
          await connection.closed;
          expect(connection.text).to.match(/^HTTP\/1\.1 200 /);
          expect(connection.text).to.include('x'.repeat(36));
        },
      ],
      [
        'an answer without an end is silent stays open',
        async () => {
          const connection = await openConnection(server.url);
          connection.send(asking('/v1/tenants/acme/plugins/echo/logs?follow=true'));
          await connection.until('\r\n\r\n');
          await sleep(IDLE * 1200);
          await server.request('GET', '/t/acme/echo/say');
          await connection.until('said');
          connection.socket.destroy();
        },
      ],
      [
        'no other request comes is ended',
        async () => {
          const connection = await openConnection(server.url);
          connection.send(asking('/healthz'));
          await connection.until('"ok"');
          await connection.closed;
        },
      ],
      [
        'nobody reads the answer is ended after the idle time',
        async () => {
          const path = '/npm/big/-/big-1.0.0.tgz';
          const connection = await openConnection(server.url);
          connection.socket.pause();
          connection.send(asking(path));
          while (!server.logs.some((line) => line.includes(path))) await sleep(100);
          connection.socket.setEncoding('latin1').resume();
          await connection.closed;
          expect(connection.text).to.match(/^HTTP\/1\.1 200 /);
          expect(connection.text.length).to.be.below(big.length);
        },
      ],
    ];
    let running: Promise<void>[];
    before(async () => {
      big = await packageOf({
        id: 'big',
        files: { 'assets/noise.png': randomBytes(24 * 1024 * 1024) },
        screenshots: ['assets/noise.png'],
      });
      const { status } = await server.request('PUT', '/v1/plugins/big/versions/1.0.0', { body: big });
      expect(status).to.equal(201);
      // All at the same time: each takes longer than the idle time.
      running = CASES.map(([, work]) => work());
      // One that fails is reported by its own test.
      void Promise.allSettled(running);
    });
    for (const [index, [name]] of CASES.entries()) {
      it(name, async function () {
        this.timeout(150_000);
        await running[index];
      });
    }
  });
});
