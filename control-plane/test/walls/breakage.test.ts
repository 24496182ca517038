import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { publish } from '../installations/plugin-package.ts';
import { packageOf } from '../registry/packages.ts';
import { type Answer, type TestServer, startServer } from '../server.ts';
import { BREAKAGE_SCENARIOS, breakageRows } from './breakage-rows.ts';

/** Milliseconds in which a caller has an answer: the time limit of a route, and what two busy processors take. */
const ANSWERED = 12_000;
/** Rows at a time; most of them want a processor of their own. */
const LANES = 4;
const SCALE = Number(process.env['SOAK'] ?? 0.01);

describe('over HTTP a plugin that', () => {
  let server: TestServer;
  const outcomes = new Map<string, Promise<{ answer: Answer; took: number; tenant: string }>>();
  let tenants = 0;

  async function newTenant(plugin: string): Promise<string> {
    const slug = `t${(tenants += 1)}`;
    await server.request('POST', '/v1/tenants', { json: { slug } });
    const { status } = await server.request('POST', `/v1/tenants/${slug}/plugins`, { json: { plugin } });
    expect(status).to.equal(201);
    return slug;
  }

  const logOf = async (tenant: string, plugin = 'broken'): Promise<string> => {
    const { body } = await server.request('GET', `/v1/tenants/${tenant}/plugins/${plugin}/logs?limit=100`);
    return body.items.map(({ message }: { message: string }) => message).join('\n');
  };

  before(async () => {
    server = await startServer();
    const routes = Object.fromEntries(
      breakageRows.map(({ source }, index) => [
        `GET /${index}`,
        { access: 'authenticated' as const, source },
      ]),
    );
    await publish(server, {
      id: 'broken',
      routes: {
        ...routes,
        'GET /fine': { access: 'authenticated', source: `() => 'fine'` },
        'GET /endless': {
          access: 'authenticated',
          source: `() => new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65536)); } }))`,
        },
        'GET /deaf': { access: 'authenticated', source: `() => new Promise(() => {})` },
      },
    });
    const waiting = breakageRows.map((row, index) => ({ row, index }));
    const start = new Map<
      string,
      (outcome: Promise<{ answer: Answer; took: number; tenant: string }>) => void
    >();
    for (const { name } of breakageRows) {
      outcomes.set(name, new Promise((resolve) => start.set(name, resolve)));
    }
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const outcome = breakWith(next.index);
        start.get(next.row.name)?.(outcome);
        await outcome.catch(() => undefined);
      }
    };
    for (let count = 0; count < LANES; count += 1) void lane();
  });
  after(() => server.stop());

  async function breakWith(index: number) {
    const tenant = await newTenant('broken');
    const began = performance.now();
    const answer = await server.request('GET', `/t/${tenant}/broken/${index}`);
    return { answer, took: performance.now() - began, tenant };
  }

  async function expectReplaced(tenant: string): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await server.request('GET', `/t/${tenant}/broken/fine`);
      if (answer.status === 200) return;
      // Ended a moment after its caller was told.
      expect(answer.body.code).to.be.oneOf(['plugin_unavailable', 'plugin_failed']);
      await sleep(1000 * Number(answer.headers.get('retry-after') ?? 1));
    }
    throw new Error('no process came after it');
  }

  for (const { name, status, detail, log } of breakageRows) {
    it(`${name} gets a problem with the cause in time, and another process`, async () => {
      const { answer, took, tenant } = await (outcomes.get(name) as NonNullable<
        ReturnType<typeof outcomes.get>
      >);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
      expect(answer.body.detail).to.match(detail);
      expect(took).to.be.lessThan(ANSWERED);
      // One that is busy is ended a second after its caller was told.
      for (let tries = 0; tries < 20 && !log.test(await logOf(tenant)); tries += 1) await sleep(100);
      expect(await logOf(tenant)).to.match(log);
      await expectReplaced(tenant);
    });
  }

  it(`${BREAKAGE_SCENARIOS.load} gets a problem with the cause`, async () => {
    const body = await packageOf({
      id: 'unloadable',
      files: { 'dist/backend/index.js': `throw new Error('not today');\nexport default class {}` },
    });
    await server.request('PUT', '/v1/plugins/unloadable/versions/1.0.0', {
      body,
      headers: { 'content-type': 'application/octet-stream' },
    });
    const tenant = await newTenant('unloadable');
    const answer = await server.request('GET', `/t/${tenant}/unloadable/contacts`);
    expect(answer.body).to.include({ status: 502, code: 'plugin_failed' });
    expect(answer.body.detail).to.match(/does not run: it could not be loaded: Error: not today/);
  });

  it(`${BREAKAGE_SCENARIOS.endless} is read as long as its caller likes, and no longer`, async () => {
    const tenant = await newTenant('broken');
    const caller = new AbortController();
    const answer = await fetch(`${server.url}/t/${tenant}/broken/endless`, {
      headers: { authorization: `Bearer ${server.adminToken}` },
      signal: caller.signal,
    });
    let read = 0;
    for await (const piece of answer.body as AsyncIterable<Uint8Array>) {
      read += piece.length;
      if (read > 30_000_000) break;
    }
    caller.abort();
    await expectReplaced(tenant);
    expect(await logOf(tenant)).to.equal('');
  });

  it(`${BREAKAGE_SCENARIOS.deaf} is ended once too many have`, async () => {
    const tenant = await newTenant('broken');
    await expectReplaced(tenant);
    const callers = Array.from({ length: 120 }, () =>
      fetch(`${server.url}/t/${tenant}/broken/deaf`, {
        headers: { authorization: `Bearer ${server.adminToken}` },
        signal: AbortSignal.timeout(2000),
      }).catch(() => undefined),
    );
    await Promise.all(callers);
    for (let tries = 0; tries < 40 && (await logOf(tenant)) === ''; tries += 1) await sleep(100);
    expect(await logOf(tenant)).to.match(/it left \d+ requests unfinished after their callers had gone/);
    await expectReplaced(tenant);
  });

  it(`${BREAKAGE_SCENARIOS.again} costs the server no memory`, async () => {
    const quick = [
      'throws in a route',
      'exits',
      'throws in a timer',
      'opens descriptors without end',
      'answers 20 MB at once',
    ];
    const tenant = await newTenant('broken');
    const round = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        const row = breakageRows.findIndex(({ name }) => name === quick[index % quick.length]);
        const { status } = await server.request('GET', `/t/${tenant}/broken/${row}`);
        expect(status).to.be.oneOf([502, 503]);
      }
    };
    await round(10);
    const before = residentOf(server.pid);
    await round(Math.max(10, 1000 * SCALE));
    expect(residentOf(server.pid) - before).to.be.lessThan(50_000_000);
  });
});

/** Octets. */
function residentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096;
}
