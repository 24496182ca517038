import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Answer } from '../server.ts';
import { packageOf } from '../registry/packages.ts';
import { BREAKAGE_SCENARIOS, type BreakageRow, breakageRows } from './breakage-rows.ts';
import { type Broken, complaint, startBroken } from './broken.ts';

/** Rows at a time; most of them want a processor of their own. */
const LANES = 4;

interface Outcome {
  tenant: string;
  answer: Answer;
}

describe('over HTTP a plugin that', () => {
  let broken: Broken;
  const outcomes = new Map<string, Promise<Outcome>>();

  before(async () => {
    broken = await startBroken();
    const waiting = breakageRows.values();
    const start = new Map<string, (outcome: Promise<Outcome>) => void>();
    for (const { name } of breakageRows) {
      outcomes.set(name, new Promise((resolve) => start.set(name, resolve)));
    }
    const lane = async () => {
      for (const row of waiting) {
        const outcome = broken.breakAnew(row);
        start.get(row.name)?.(outcome);
        await outcome.catch(() => undefined);
      }
    };
    for (let count = 0; count < LANES; count += 1) void lane();
  });
  after(() => broken?.server.stop());

  for (const row of breakageRows) {
    it(`${row.name} gets a problem with the cause in time, and another process`, async () => {
      const { tenant, answer } = await (outcomes.get(row.name) as NonNullable<
        ReturnType<typeof outcomes.get>
      >);
      expect(complaint(row, answer)).to.equal(undefined);
      // One that is busy is ended a second after its caller was told.
      while (!row.log.test(await broken.log(tenant))) await sleep(100);
      await broken.replaced(tenant);
    });
  }

  it(`${BREAKAGE_SCENARIOS.load} is not installed, and the cause is told`, async () => {
    const body = await packageOf({
      id: 'unloadable',
      files: { 'dist/backend/index.js': `throw new Error('not today');\nexport default class {}` },
    });
    await broken.server.request('PUT', '/v1/plugins/unloadable/versions/1.0.0', {
      body,
      headers: { 'content-type': 'application/octet-stream' },
    });
    const tenant = await broken.newTenant();
    const path = `/v1/tenants/${tenant}/plugins`;
    const answer = await broken.server.request('POST', path, { json: { plugin: 'unloadable' } });
    expect(answer.body).to.include({ status: 422, code: 'lifecycle_failed' });
    expect(answer.body.detail).to.match(/failed to start: it could not be loaded: Error: not today/);
    const left = await broken.server.request('GET', `${path}/unloadable`);
    expect(left.body.code).to.equal('not_installed');
    await broken.replaced(tenant);
  });

  it(`${BREAKAGE_SCENARIOS.endless} is read as long as its caller likes, and no longer`, async () => {
    const tenant = await broken.newTenant();
    const caller = new AbortController();
    const answer = await fetch(`${broken.server.url}/t/${tenant}/broken/endless`, {
      headers: { authorization: `Bearer ${broken.server.adminToken}` },
      signal: caller.signal,
    });
    let read = 0;
    for await (const piece of answer.body as AsyncIterable<Uint8Array>) {
      read += piece.length;
      if (read > 30_000_000) break;
    }
    caller.abort();
    await broken.replaced(tenant);
    expect(await broken.log(tenant)).to.equal('');
  });

  it(`${BREAKAGE_SCENARIOS.deaf} is ended once too many have`, async () => {
    const tenant = await broken.newTenant();
    await broken.replaced(tenant);
    const callers = Array.from({ length: 120 }, () =>
      fetch(`${broken.server.url}/t/${tenant}/broken/deaf`, {
        headers: { authorization: `Bearer ${broken.server.adminToken}` },
        signal: AbortSignal.timeout(2000),
      }).catch(() => undefined),
    );
    await Promise.all(callers);
    while ((await broken.log(tenant)) === '') await sleep(100);
    expect(await broken.log(tenant)).to.match(
      /it did not finish \d+ requests after their callers disconnected/,
    );
    await broken.replaced(tenant);
  });

  it(`${BREAKAGE_SCENARIOS.again} is listed with the cause`, async () => {
    const tenant = await broken.newTenant();
    const exits = breakageRows.find(({ name }) => name === 'exits') as BreakageRow;
    const listed = async () =>
      (await broken.server.request('GET', `/v1/tenants/${tenant}/plugins`)).body.items[0];
    await broken.breakWith(exits, tenant);
    expect(await listed()).not.to.have.property('reason');
    await broken.breakWith(exits, tenant);
    const reason = 'its process failed 2 times; last failure: it exited (0)';
    expect(await listed()).to.include({ state: 'active', reason });
  });
});
