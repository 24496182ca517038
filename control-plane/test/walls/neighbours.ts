import { availableParallelism } from 'node:os';
import { publish } from '../installations/plugin-package.ts';
import type { TestServer } from '../server.ts';

/** Milliseconds that 95 of 100 requests of one plugin stay under. */
export interface Neighbours {
  alone: number;
  /** While another plugin loops on every processor. */
  beside: number;
}

const PLUGIN = {
  id: 'neighbour',
  routes: {
    'GET /fine': { access: 'authenticated' as const, source: `() => 'fine'` },
    'GET /loop': { access: 'authenticated' as const, source: `() => { for (;;); }` },
  },
};

/**
 * Measures one plugin without and beside one plugin per processor that loops until the host ends it.
 *
 * @param requests how many are measured of each: fewer than 5,000 say little, and more do not end before the loops do
 * @throws Error when one of them fails, or when one that loops is not ended with `plugin_timeout`
 */
export async function neighbours(server: TestServer, requests: number): Promise<Neighbours> {
  await publish(server, PLUGIN);
  const loops = Array.from({ length: availableParallelism() }, (_, index) => `loop${index}`);
  for (const slug of ['quiet', ...loops]) {
    await server.request('POST', '/v1/tenants', { json: { slug } });
    await server.request('POST', `/v1/tenants/${slug}/plugins`, { json: { plugin: PLUGIN.id } });
    await server.request('GET', `/t/${slug}/neighbour/fine`);
  }
  await p95(server, requests);
  const alone = await p95(server, requests);
  const looping = loops.map((slug) => server.request('GET', `/t/${slug}/neighbour/loop`));
  const beside = await p95(server, requests);
  for (const { body } of await Promise.all(looping)) {
    if (body.code !== 'plugin_timeout') throw new Error(`a plugin that loops: ${JSON.stringify(body)}`);
  }
  return { alone, beside };
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
