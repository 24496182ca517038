import { setTimeout as sleep } from 'node:timers/promises';
import { postmaster } from '../test/killed-postgres.ts';
import { leftBy, orphansOf } from '../test/orphans.ts';
import { startServer, type TestServer } from '../test/server.ts';
import { superuser } from '../test/superuser.ts';
import { ENDLESS, type Endless, RUN } from '../test/walls/endless.ts';
import { twoTenants, type Victims } from '../test/walls/tenants.ts';
import type { Soak } from './soak.ts';

/** Statements at a time. */
const ATTACKERS = 3;
/** Milliseconds in which requests of another tenant are measured, which is less than the time that a statement has. */
const MEASURED_MS = 6000;

/** Statements that PostgreSQL cannot interrupt are ended, and it goes on; other tenants hardly notice. */
export const endless: Soak = {
  name: 'endless',
  runs: 100,
  minutes: 40,
  async missing() {
    return process.platform === 'linux' ? undefined : 'they are ended on Linux only';
  },
  async start() {
    const server = await startServer();
    const victims = await twoTenants(server);
    // A process of PostgreSQL that crashes takes the connections of all others with it.
    const bystander = await superuser(server);
    return {
      server,
      async run(random, figures) {
        const attacks = Array.from({ length: ATTACKERS }, () => random.pick(RUN));
        const before = postmaster(server);
        const alone = await p95(server);
        const sent = Promise.all(attacks.map((attack) => send(victims, attack)));
        await sleep(1000);
        const beside = await p95(server);
        const ends = await sent;
        const wrong = ends.filter((end) => end !== '22P01');
        if (wrong.length > 0) throw new Error(`${attacks.join(', ')} ended with ${ends.join(', ')}`);
        await bystander.query('select 1');
        if (postmaster(server) !== before) throw new Error('PostgreSQL has ended');
        figures.add('statements ended', ends.length);
        figures.highest('p95 of another tenant, ms', Math.round(beside));
        figures.highest('times that without them', Math.round((beside / alone) * 10) / 10);
        figures.none('orphans', await orphansOf(server));
      },
      async close() {
        await bystander.end().catch(() => undefined);
        return leftBy(server);
      },
    };
  },
};

/** @returns the SQLSTATE that it ended with */
async function send(victims: Victims, attack: Endless): Promise<string> {
  const client = await victims.connect(victims.roles.runtime);
  try {
    return await client.query(ENDLESS[attack].sql).then(
      () => 'an answer',
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function p95(server: TestServer): Promise<number> {
  const times: number[] = [];
  for (const end = Date.now() + MEASURED_MS; Date.now() < end;) {
    const began = performance.now();
    const { body } = await server.request('POST', '/t/globex/notes/sql', {
      json: { sql: 'select text from notes' },
    });
    if (body.rows !== 1) throw new Error(`another tenant: ${JSON.stringify(body)}`);
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] as number;
}
