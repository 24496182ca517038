import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { leftBy, orphansOf } from '../test/orphans.ts';
import { startServer, type TestServer } from '../test/server.ts';
import type { Soak } from './soak.ts';
import { settled, Workload } from './workload.ts';

const LONGEST = 250;

/** Longest time until the database is back, in milliseconds. */
const BACK_MS = 30_000;

/** `kill -9` of PostgreSQL under a running server: it is started again, and every change is finished or undone. */
export const postgresCrash: Soak = {
  name: 'postgres-crash',
  runs: 1000,
  minutes: 27,
  async start() {
    const server = await startServer();
    const workload = await Workload.open(server);
    const { pid } = server;
    return {
      server,
      async run(random, figures) {
        const begun = await workload.begin(random);
        await sleep(random.below(LONGEST));
        const began = performance.now();
        const killed = postmaster(server);
        process.kill(killed as number, 'SIGKILL');
        await backAgain(server, killed);
        figures.highest('slowest return, ms', Math.round(performance.now() - began));
        process.kill(pid, 0);
        for (const { name, answer } of begun) {
          const { status, body } = (await answer) ?? { status: 0, body: {} };
          if (status === 0 || body.code === 'internal_error') {
            throw new Error(`${name} was answered ${status} ${JSON.stringify(body)}`);
          }
          if (status === 503) figures.add('answered 503', 1);
        }
        await settled(server);
        const orphans = await orphansOf(server);
        // A server takes away the packages of publications that failed when it starts.
        figures.none(
          'orphans',
          orphans.filter((orphan) => !orphan.startsWith('package ')),
        );
        await workload.check();
        figures.add('kills', 1);
        figures.add('changes', begun.length);
      },
      async close() {
        const orphans = await server.restart('SIGTERM').then(
          () => orphansOf(server),
          (error: Error) => [error.message],
        );
        return [...orphans, ...(await leftBy(server))];
      },
    };
  },
};

/** The process id of PostgreSQL; `undefined` at the moment when one has ended and no other has begun. */
function postmaster({ data }: TestServer): number | undefined {
  try {
    return Number(readFileSync(join(data, 'database', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

async function backAgain(server: TestServer, killed: number | undefined): Promise<void> {
  for (const end = Date.now() + BACK_MS; ; await sleep(20)) {
    const before = postmaster(server) === killed;
    const { status, body } = await server.request('GET', '/readyz');
    if (!before && status === 200) return;
    if (Date.now() > end) throw new Error(`not back after ${BACK_MS} ms: ${JSON.stringify(body)}`);
  }
}
