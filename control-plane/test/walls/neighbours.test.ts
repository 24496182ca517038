import { availableParallelism } from 'node:os';
import { expect } from 'chai';
import { type TestServer, startServer } from '../server.ts';
import { publish } from '../installations/plugin-package.ts';

/** Part of the requests that the long tables make. Below a tenth there are too few of them for a limit of time. */
const SCALE = Number(process.env['SOAK'] ?? 0.01);
const REQUESTS = Math.max(20, Math.round(2000 * SCALE));

describe('beside one plugin per processor that loops', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await publish(server, {
      id: 'neighbour',
      routes: {
        'GET /fine': { access: 'authenticated', source: `() => 'fine'` },
        'GET /loop': { access: 'authenticated', source: `() => { for (;;); }` },
      },
    });
  });
  after(() => server.stop());

  async function newTenant(slug: string): Promise<string> {
    await server.request('POST', '/v1/tenants', { json: { slug } });
    await server.request('POST', `/v1/tenants/${slug}/plugins`, { json: { plugin: 'neighbour' } });
    await server.request('GET', `/t/${slug}/neighbour/fine`);
    return slug;
  }

  /** @returns milliseconds that 95 of 100 requests stay under */
  async function p95(tenant: string): Promise<number> {
    const times: number[] = [];
    for (let count = 0; count < REQUESTS; count += 1) {
      const began = performance.now();
      const { status } = await server.request('GET', `/t/${tenant}/neighbour/fine`);
      expect(status).to.equal(200);
      times.push(performance.now() - began);
    }
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] as number;
  }

  it(`another answers ${REQUESTS} requests, nearly as fast as without them`, async function () {
    const tenant = await newTenant('quiet');
    const loops = await Promise.all(
      Array.from({ length: availableParallelism() }, (_, index) => newTenant(`loop${index}`)),
    );
    await p95(tenant);
    const alone = await p95(tenant);
    const looping = loops.map((slug) => server.request('GET', `/t/${slug}/neighbour/loop`));
    const beside = await p95(tenant);
    if (SCALE >= 0.1) {
      const figures = `p95 alone ${alone.toFixed(1)} ms, beside loops ${beside.toFixed(1)} ms`;
      process.stderr.write(`      ${figures}\n`);
      expect(beside, figures).to.be.lessThan(100);
      expect(beside, figures).to.be.at.most(alone * 2);
    }
    for (const answer of await Promise.all(looping))
      expect(answer.body).to.include({ code: 'plugin_timeout' });
  });
});
