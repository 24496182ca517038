import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer as spawnServer } from '@plexica/sdk/server';

/** What the server answered. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The parsed body where it is JSON, otherwise its text. */
  body: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into it with chai
}

export interface RequestOptions {
  /** The admin's if absent; `null` sends none. */
  token?: string | null;
  json?: unknown;
  body?: Uint8Array;
  headers?: Record<string, string>;
}

/** A real control plane in a process of its own, with a database of its own. */
export interface TestServer {
  readonly url: string;
  readonly adminToken: string;
  readonly pid: number;
  /** Its data folder, removed by `stop`. */
  readonly data: string;
  /** What it has logged: one JSON text per line. */
  readonly logs: readonly string[];
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** @returns the secret of a new token */
  token(name: string, scope: string, permissions?: string[]): Promise<string>;
  /** Ends the process with a signal and starts another on the same folder; `url` is another afterwards. */
  restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  stop(): Promise<void>;
}

export const CONTROL_PLANE = join(import.meta.dirname, '..');

/**
 * @param environment variables beside folder, port and admin token
 * @param before runs on the folder before the server starts, with all that the server will be told
 */
export async function startServer(
  environment: NodeJS.ProcessEnv = {},
  before?: (environment: NodeJS.ProcessEnv) => Promise<void>,
): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'plexica-server-'));
  // The users that PostgreSQL and plugins run as have to pass through.
  await chmod(data, 0o711);
  const adminToken = 'plx_admin-token-of-the-tests';
  const logs: string[] = [];
  const told = {
    PATH: process.env['PATH'],
    PLEXICA_DATA: data,
    PLEXICA_PORT: '0',
    PLEXICA_ADMIN_TOKEN: adminToken,
    ...environment,
  };
  await before?.(told);
  const start = () =>
    spawnServer({ controlPlane: CONTROL_PLANE, environment: told, onLog: (line) => logs.push(line) });
  let server = await start();

  const request = async (method: string, path: string, options: RequestOptions = {}): Promise<Answer> => {
    const { token = adminToken, json, body, headers } = options;
    const answer = await fetch(new URL(path, server.url), {
      method,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: json === undefined ? (body ?? null) : JSON.stringify(json),
    });
    const text = await answer.text();
    const isJson = /\bjson\b/.test(answer.headers.get('Content-Type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  };

  return {
    get url() {
      return server.url;
    },
    get pid() {
      return server.pid;
    },
    adminToken,
    data,
    logs,
    request,
    async token(name, scope, permissions = ['*']) {
      const { status, body } = await request('POST', '/v1/tokens', { json: { name, scope, permissions } });
      if (status !== 201) throw new Error(`no token: ${JSON.stringify(body)}`);
      return body.token as string;
    },
    async restart(signal) {
      process.kill(server.pid, signal);
      await server.ended;
      server = await start();
    },
    async stop() {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
