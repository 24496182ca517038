import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type Server, type Socket, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import type { Resolve } from '../../src/plugin-host/capabilities/fetch/resolve.ts';
import { REDIRECTS } from './fetch-rows.ts';

/** The internet as plugins of the tests see it: real servers on loopback, and names that lead to them. */
export interface World {
  /** The address that an operator lists. */
  readonly open: string;
  /** Accepts connections, says nothing; listed too. */
  readonly mute: string;
  /** A service that no plugin may reach. */
  readonly inside: string;
  /** Connections that `inside` was asked for. */
  reached(): number;
  resolve: Resolve;
  /** What DNS says of a host, one answer after the other, the last one for ever. */
  names: Map<string, string[][]>;
  /** How often each host was asked for. */
  asked: Map<string, number>;
  /** Requests that are under way at the open server, and the most there were. */
  busy: { now: number; most: number };
  /** Resolves when the connection of a request to this path is gone. */
  gone(path: string): Promise<void>;
  close(): Promise<void>;
}

const loopback = (last: number): string =>
  `127.${1 + (process.pid % 250)}.${(process.pid >> 8) % 250}.${last}`;

/** @throws an error with the code `EACCES` where only root may listen on 443 */
export async function openWorld(): Promise<World> {
  const [open, mute, inside] = [loopback(1), loopback(2), loopback(3)] as [string, string, string];
  const folder = await mkdtemp(join(tmpdir(), 'plexica-ca-'));
  const certificate = await makeCertificate(folder);
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, certificate.ca]);

  const sockets = new Set<Socket>();
  const busy = { now: 0, most: 0 };
  const paths = new Map<string, Socket>();
  let reached = 0;
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const servers: Server[] = [
    createServer(certificate, (request, response) => {
      busy.now += 1;
      busy.most = Math.max(busy.most, busy.now);
      response.on('close', () => (busy.now -= 1));
      paths.set(request.url ?? '', request.socket);
      void answer(request, response);
    }),
    createTcpServer(),
    createTcpServer(() => (reached += 1)),
  ];
  for (const [index, server] of servers.entries()) {
    server.on('connection', track);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(443, [open, mute, inside][index], resolve);
    });
  }

  const asked = new Map<string, number>();
  const names = new Map<string, string[][]>();
  return {
    open,
    mute,
    inside,
    reached: () => reached,
    names,
    asked,
    busy,
    resolve: async (hostname) => {
      const count = (asked.get(hostname) ?? 0) + 1;
      asked.set(hostname, count);
      const answers = names.get(hostname) ?? [[open]];
      const now = answers[Math.min(count, answers.length) - 1] as string[];
      if (now.length === 0) return new Promise(() => undefined);
      return now.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
    async gone(path) {
      for (let socket = paths.get(path); ; socket = paths.get(path)) {
        if (socket?.destroyed) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      setDefaultCACertificates(trusted);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeCertificate(folder: string): Promise<{ ca: string; cert: string; key: string }> {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const request = [
    'req',
    '-x509',
    '-nodes',
    '-days',
    '2',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
  ];
  openssl(...request, '-subj', '/CN=Authority of the tests', '-keyout', 'ca.key', '-out', 'ca.pem');
  const names = 'subjectAltName=DNS:api.example.com,DNS:one.files.example.com,DNS:inside.files.example.com';
  const issued = [
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-addext',
    names,
    '-addext',
    'basicConstraints=CA:FALSE',
  ];
  openssl(
    ...request,
    ...issued,
    '-subj',
    '/CN=api.example.com',
    '-keyout',
    'server.key',
    '-out',
    'server.pem',
  );
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'server.pem', 'server.key'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { ca: ca as string, cert: cert as string, key: key as string };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://api.example.com');
  const location = REDIRECTS[pathname] ?? searchParams.get('to');
  if (location !== null && location !== undefined) {
    response.writeHead(Number(searchParams.get('status') ?? 302), { location }).end();
    return;
  }
  switch (pathname) {
    case '/silent':
      break;
    case '/slowly':
      setTimeout(() => response.end('done'), 200);
      break;
    case '/drip': {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 200);
      response.on('close', () => clearInterval(timer));
      break;
    }
    case '/gigabyte':
    case '/endless': {
      const piece = Buffer.alloc(65_536);
      if (pathname === '/gigabyte') response.setHeader('content-length', String(1024 ** 3));
      const zeros = Readable.from(
        (function* () {
          for (;;) yield piece;
        })(),
      );
      await pipeline(zeros, response).catch(() => undefined);
      break;
    }
    case '/ten-mebibytes':
      response.end(Buffer.alloc(10 * 1024 * 1024, 'x'));
      break;
    case '/gzip':
      response.setHeader('content-encoding', 'gzip').end(gzipSync('unpacked'));
      break;
    case '/broken':
      response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
      break;
    default: {
      const begin: Buffer[] = [];
      let size = 0;
      for await (const piece of request as AsyncIterable<Buffer>) {
        size += piece.length;
        if (size < 1000) begin.push(piece);
      }
      const { method, url, headers } = request;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method, url, headers, size, body: Buffer.concat(begin).toString() }));
    }
  }
}
