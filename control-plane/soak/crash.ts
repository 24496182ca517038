import { setTimeout as sleep } from 'node:timers/promises';
import { leftBy, orphansOf } from '../test/orphans.ts';
import { startServer } from '../test/server.ts';
import type { Soak } from './soak.ts';
import { settled, Workload } from './workload.ts';

/** Most changes are over after so many milliseconds. */
const LONGEST = 250;

/** `kill -9` of the server in the middle of changes: after a restart each is finished or undone, with nothing left over. */
export const crash: Soak = {
  name: 'crash',
  runs: 1000,
  minutes: 24,
  async start() {
    const server = await startServer();
    const workload = await Workload.open(server);
    return {
      server,
      async run(random, figures) {
        const begun = await workload.begin(random);
        await sleep(random.below(LONGEST));
        await server.restart('SIGKILL');
        const answers = await Promise.all(begun.map(({ answer }) => answer));
        await settled(server);
        figures.none('orphans', await orphansOf(server));
        await workload.check();
        figures.add('kills', 1);
        figures.add('changes', begun.length);
        figures.add('cut off', answers.filter((answer) => answer === undefined).length);
      },
      close: () => leftBy(server),
    };
  },
};
