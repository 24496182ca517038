import { setTimeout as sleep } from 'node:timers/promises';
import { deleteTenant } from '../delete-tenant.ts';
import { publish } from '../installations/plugin-package.ts';
import { type Answer, type TestServer, startServer } from '../server.ts';
import { type BreakageRow, breakageRows } from './breakage-rows.ts';

/** Seconds that a route has; what eats memory needs some until it has none left. */
const ROUTE_TIMEOUT = 5;

/** A server with a plugin that breaks in every way, and answers `GET /fine` otherwise. */
export interface Broken {
  server: TestServer;
  /** A tenant of its own, with a plugin installed. */
  newTenant(): Promise<string>;
  /** @returns what its caller is told */
  breakWith(row: BreakageRow, tenant: string): Promise<Answer>;
  /** The same in a tenant of its own; in another one where all that break left it no processor. */
  breakAnew(row: BreakageRow): Promise<{ tenant: string; answer: Answer }>;
  /** @throws Error when no other process answers within the pauses that callers are told */
  replaced(tenant: string): Promise<void>;
  /** What the log of an installation says, but for the lines of requests. */
  log(tenant: string): Promise<string>;
}

export async function startBroken(): Promise<Broken> {
  const server = await startServer({ PLEXICA_ROUTE_TIMEOUT: String(ROUTE_TIMEOUT) });
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
  const newTenant = async (): Promise<string> => {
    const slug = `t${(tenants += 1)}`;
    for (const [path, json] of [
      ['/v1/tenants', { slug }],
      [`/v1/tenants/${slug}/plugins`, { plugin: 'broken' }],
    ] as const) {
      const { status, body } = await server.request('POST', path, { json });
      if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
    }
    return slug;
  };
  const breakWith = (row: BreakageRow, tenant: string): Promise<Answer> =>
    server.request('GET', `/t/${tenant}/broken/${breakageRows.indexOf(row)}`);
  return {
    server,
    newTenant,
    breakWith,
    async breakAnew(row) {
      for (;;) {
        const tenant = await newTenant();
        const answer = await breakWith(row, tenant);
        if (answer.body?.code !== 'machine_overloaded') return { tenant, answer };
        await deleteTenant(server, tenant);
      }
    },
    async replaced(tenant) {
      for (let tries = 0; tries < 5; tries += 1) {
        const { status, headers, body } = await server.request('GET', `/t/${tenant}/broken/fine`);
        if (status === 200) return;
        // Ended a moment after its caller was told.
        if (!['plugin_unavailable', 'plugin_failed', 'machine_overloaded'].includes(body.code as string)) {
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
export function complaint({ status, detail }: BreakageRow, answer: Answer): string | undefined {
  const isTold = answer.status === status && detail.test(String(answer.body.detail));
  return isTold ? undefined : `${answer.status} ${JSON.stringify(answer.body)}`;
}
