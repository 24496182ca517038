import { availableParallelism } from 'node:os';
import { type PluginSource, publish } from '../installations/plugin-package.ts';
import type { TestServer } from '../server.ts';

/** Milliseconds that 95 of 100 requests of one plugin stay under. */
export interface Neighbours {
  alone: number;
  /** While another plugin loops on every processor. */
  beside: number;
}

const PLUGIN: PluginSource & { id: string } = {
  id: 'neighbour',
  routes: {
    'GET /fine': { access: 'authenticated', source: `() => 'fine'` },
    'GET /loop': { access: 'authenticated', source: `() => { for (;;); }` },
    'GET /elements': {
      access: 'authenticated',
      source: `async (ctx) =>
        (await ctx.db.query("select array(select '{}'::json from generate_series(1, 1600000))")).length`,
    },
  },
};

/**
 * Measures one plugin without and beside one plugin per processor that loops until the host ends it.
 *
 * @param requests how many are measured of each: fewer than 5,000 say little, and more do not end before the loops do
 * @throws Error when one of them fails, or when one that loops is not ended with `plugin_timeout`
 */
export async function neighbours(server: TestServer, requests: number): Promise<Neighbours> {
  const loops = Array.from({ length: availableParallelism() }, (_, index) => `loop${index}`);
  await installFor(server, ['quiet', ...loops]);
  await p95(server, requests);
  const alone = await p95(server, requests);
  const looping = loops.map((slug) => server.request('GET', `/t/${slug}/neighbour/loop`));
  const beside = await p95(server, requests);
  for (const { body } of await Promise.all(looping)) {
    if (body.code !== 'plugin_timeout') throw new Error(`a plugin that loops: ${JSON.stringify(body)}`);
  }
  return { alone, beside };
}

/**
 * Has one plugin run four statements at once whose results of 8 MiB have 1,600,000 elements each, and asks another all the
 * while.
 *
 * @param look runs before them
 * @returns what `look` gave
 * @throws Error when a request of the other fails
 */
export async function besideResults<Seen>(server: TestServer, look: () => Promise<Seen>): Promise<Seen> {
  await installFor(server, ['quiet', 'loud']);
  const seen = await look();
  const ended = new AbortController();
  // On a busy machine they may take longer than a route may.
  const statements = Array.from({ length: 4 }, () => server.request('GET', '/t/loud/neighbour/elements'));
  void Promise.allSettled(statements).then(() => ended.abort());
  while (!ended.signal.aborted) await p95(server, 1);
  await Promise.all(statements);
  return seen;
}

/** Makes tenants that have the plugin, with its process started. */
async function installFor(server: TestServer, slugs: readonly string[]): Promise<void> {
  await publish(server, PLUGIN);
  for (const slug of slugs) {
    await server.request('POST', '/v1/tenants', { json: { slug } });
    await server.request('POST', `/v1/tenants/${slug}/plugins`, { json: { plugin: PLUGIN.id } });
    await server.request('GET', `/t/${slug}/neighbour/fine`);
  }
}

async function p95(server: TestServer, requests: number): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < requests; count += 1) {
    const began = performance.now();
    const { status, body } = await server.request('GET', '/t/quiet/neighbour/fine');
    if (status !== 200) throw new Error(`a plugin beside others: ${JSON.stringify(body)}`);
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] as number;
}
