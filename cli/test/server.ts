import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer as spawnServer } from '@plexica/sdk/server';

export const ADMIN_TOKEN = 'plx_admin-token-of-the-tests';

export interface TestServer {
  /** Where it listens. */
  url: string;
  /** Its data folder, removed by `stop`. */
  data: string;
  /** Sends a request as the administrator. @returns the body of the answer */
  admin(method: string, path: string, body?: unknown): Promise<any>; // oxlint-disable-line typescript/no-explicit-any -- tests look into it with chai
  stop(): Promise<void>;
}

/**
 * A real control plane with a database of its own, removed by `stop`.
 *
 * @param environment variables beside folder, port and admin token
 */
export async function startServer(environment: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'plexica-server-'));
  // The users that PostgreSQL and plugins run as have to pass through.
  await chmod(data, 0o711);
  // A server with a public URL says nothing else.
  const port = environment['PLEXICA_PUBLIC_URL'] === undefined ? 0 : await freePort();
  const server = await spawnServer({
    controlPlane: join(import.meta.dirname, '../../control-plane'),
    environment: {
      PATH: process.env['PATH'],
      PLEXICA_DATA: data,
      PLEXICA_PORT: String(port),
      PLEXICA_ADMIN_TOKEN: ADMIN_TOKEN,
      ...environment,
    },
    onLog: () => undefined,
  });
  const url = port === 0 ? server.url : `http://127.0.0.1:${port}`;
  return {
    url,
    data,
    async admin(method, path, body) {
      const answer = await fetch(new URL(path, url), {
        method,
        headers: { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    async stop() {
      await server.stop();
      await rm(data, { recursive: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
