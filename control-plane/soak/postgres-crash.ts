import { setTimeout as sleep } from 'node:timers/promises';
import { killPostgres } from '../test/killed-postgres.ts';
import { leftBy, orphansOf } from '../test/orphans.ts';
import { startServer } from '../test/server.ts';
import type { Soak } from './soak.ts';
import { settled, Workload } from './workload.ts';

const LONGEST = 250;

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
        await killPostgres(server);
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
