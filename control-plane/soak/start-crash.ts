import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverCommand } from '@plexica/sdk/server';
import { leftBy, orphansOf } from '../test/orphans.ts';
import { CONTROL_PLANE, startServer } from '../test/server.ts';
import type { Soak } from './soak.ts';

/** A first start is over after so many milliseconds. */
const LONGEST = 2500;

/** `kill -9` of servers while they start on a new folder: the next one starts, and nothing of theirs is left over. */
export const startCrash: Soak = {
  name: 'start-crash',
  runs: 100,
  minutes: 5,
  async start() {
    return {
      async run(random, figures) {
        const server = await startServer({}, async (environment) => {
          for (let left = 1 + random.below(3); left > 0; left -= 1) {
            const [command, args] = serverCommand(CONTROL_PLANE);
            const child = spawn(command, args, { env: environment, stdio: 'ignore' });
            await sleep(random.below(LONGEST));
            child.kill('SIGKILL');
            await once(child, 'exit');
            figures.add('kills', 1);
          }
        });
        try {
          const { status, body } = await server.request('POST', '/v1/tenants', { json: { slug: 'first' } });
          if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
          figures.none('orphans', await orphansOf(server));
        } finally {
          figures.none('orphans', await leftBy(server));
        }
      },
      close: async () => [],
    };
  },
};
