import { leftBy, orphansOf } from '../test/orphans.ts';
import { startServer } from '../test/server.ts';
import { neighbours as measure } from '../test/walls/neighbours.ts';
import type { Soak } from './soak.ts';

const REQUESTS = 5000;
/** Milliseconds that 95 of 100 requests stay under, whatever runs beside them. */
const LONGEST = 100;
/** How much slower these requests may be than without the others. */
const SLOWER = 2;

/** A plugin answers while one on every processor loops. */
export const neighbours: Soak = {
  name: 'neighbours',
  runs: 10,
  minutes: 5,
  async start() {
    return {
      async run(_random, figures) {
        const server = await startServer();
        let left: string[];
        try {
          const { alone, beside } = await measure(server, REQUESTS);
          const ratio = beside / alone;
          figures.add('requests', REQUESTS);
          figures.highest('p95 beside loops in ms', rounded(beside));
          figures.highest('times that without them', rounded(ratio));
          if (beside >= LONGEST || ratio > SLOWER)
            throw new Error(`p95 alone ${rounded(alone)} ms, beside loops ${rounded(beside)} ms`);
          figures.none('orphans', await orphansOf(server));
        } finally {
          left = await leftBy(server);
        }
        figures.none('orphans', left);
      },
      close: async () => [],
    };
  },
};

function rounded(value: number): number {
  return Number(value.toFixed(1));
}
