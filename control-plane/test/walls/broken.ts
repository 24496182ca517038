import { setTimeout as sleep } from 'node:timers/promises';
import { publish } from '../installations/plugin-package.ts';
import { type Answer, type TestServer, startServer } from '../server.ts';
import { type BreakageRow, breakageRows } from './breakage-rows.ts';

/** Milliseconds in which a caller has an answer: the time limit of a route, and what two busy processors take. */
const ANSWERED = 12_000;

/** A server with a plugin that breaks in every way, and answers `GET /fine` otherwise. */
export interface Broken {
  server: TestServer;
  /** A tenant of its own, with a plugin installed. */
  newTenant(): Promise<string>;
  breakWith(row: BreakageRow, tenant: string): Promise<Broke>;
  /** @throws Error when no other process answers within the pauses that callers are told */
  replaced(tenant: string): Promise<void>;
  /** What the log of an installation says, but for the lines of requests. */
  log(tenant: string): Promise<string>;
}

/** What a plugin that broke was answered with. */
export interface Broke {
  answer: Answer;
  /** Milliseconds. */
  took: number;
}

export async function startBroken(): Promise<Broken> {
  const server = await startServer();
  await publish(server, {
    id: 'broken',
    routes: {
      ...Object.fromEntries(
        breakageRows.map(({ source }, index) => [
          `GET /${index}`,
          { access: 'authenticated' as const, source },
        ]),
      ),
      'GET /fine': { access: 'authenticated', source: `() => 'fine'` },
      'GET /endless': {
        access: 'authenticated',
        source: `() => new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65536)); } }))`,
      },
      'GET /deaf': { access: 'authenticated', source: `() => new Promise(() => {})` },
    },
  });
  let tenants = 0;
  return {
    server,
    async newTenant() {
      const slug = `t${(tenants += 1)}`;
      for (const [path, json] of [
        ['/v1/tenants', { slug }],
        [`/v1/tenants/${slug}/plugins`, { plugin: 'broken' }],
      ] as const) {
        const { status, body } = await server.request('POST', path, { json });
        if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
      }
      return slug;
    },
    async breakWith(row, tenant) {
      const began = performance.now();
      const answer = await server.request('GET', `/t/${tenant}/broken/${breakageRows.indexOf(row)}`);
      return { answer, took: performance.now() - began };
    },
    async replaced(tenant) {
      for (let tries = 0; tries < 5; tries += 1) {
        const { status, headers, body } = await server.request('GET', `/t/${tenant}/broken/fine`);
        if (status === 200) return;
        // Ended a moment after its caller was told.
        if (!['plugin_unavailable', 'plugin_failed'].includes(body.code as string)) {
          throw new Error(`${status} ${JSON.stringify(body)}`);
        }
        await sleep(1000 * Number(headers.get('retry-after') ?? 1));
      }
      throw new Error(`no process came after the one of ${tenant}`);
    },
    async log(tenant) {
      const { body } = await server.request('GET', `/v1/tenants/${tenant}/plugins/broken/logs?limit=100`);
      const lines: { message: string; request?: object }[] = body.items;
      return lines
        .filter(({ request }) => request === undefined)
        .map(({ message }) => message)
        .join('\n');
    },
  };
}

/** @returns what is wrong with the answer to a plugin that broke */
export function complaint({ status, detail }: BreakageRow, { answer, took }: Broke): string | undefined {
  const isTold = answer.status === status && detail.test(String(answer.body.detail));
  if (!isTold) return `${answer.status} ${JSON.stringify(answer.body)}`;
  return took < ANSWERED ? undefined : `answered after ${Math.round(took)} ms`;
}
