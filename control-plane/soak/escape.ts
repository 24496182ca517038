import { leftBy, orphansOf } from '../test/orphans.ts';
import { missingKernelWall } from '../test/skip-where-missing.ts';
import { startAttempts } from '../test/walls/attempts.ts';
import { isRefused, openDatabaseAttempts } from '../test/walls/database-attempts.ts';
import { DATABASE_ROWS } from '../test/walls/database-rows.ts';
import { escapeRows } from '../test/walls/escape-rows.ts';
import { openOutside } from '../test/walls/outside.ts';
import { channelRows } from '../test/walls/rows/channel.ts';
import type { Soak } from './soak.ts';

/** Attempts of each kind in one run, as many as keep a run short: a frame takes a new tenant, an update a migration. */
const ESCAPES = 20;
const FRAMES = 2;
const STATEMENTS = 20;

/** What only time stops takes too long for a table of many runs. */
const STATEMENT_ROWS = DATABASE_ROWS.filter(({ stoppedBy }) => stoppedBy !== 'limits');

/** Rows of the tables of escapes, of frames on the channel and of SQL, in any order and after one another. */
export const escape: Soak = {
  name: 'escape',
  runs: 300,
  minutes: 8,
  missing: missingKernelWall,
  async start() {
    const outside = await openOutside();
    const attempts = await startAttempts(outside);
    const { server } = attempts;
    const database = await openDatabaseAttempts(server);
    return {
      server,
      async run(random, figures) {
        const escaped: string[] = [];
        for (let count = 0; count < ESCAPES; count += 1) {
          const row = random.pick(escapeRows);
          const { escaped: got, said } = await attempts.attempt(row);
          if (got) escaped.push(`a plugin can ${row.name}: ${said}`);
        }
        for (let count = 0; count < FRAMES; count += 1) {
          const row = random.pick(channelRows);
          const { answer } = await attempts.write(row);
          if (answer.status !== 502 || !row.cause.test(String(answer.body.detail))) {
            escaped.push(`a plugin that writes ${row.name} is answered ${JSON.stringify(answer.body)}`);
          }
        }
        for (let count = 0; count < STATEMENTS; count += 1) {
          const row = random.pick(STATEMENT_ROWS);
          const told = await database.attempt(row);
          if (!isRefused(row, told)) escaped.push(`SQL, ${row.name}: ${JSON.stringify(told)}`);
        }
        await attempts.clear();
        figures.add('attempts', ESCAPES + FRAMES + STATEMENTS);
        figures.none('escapes', escaped);
        figures.none('cross-tenant reads', await database.damage());
        figures.none('orphans', await orphansOf(server));
      },
      async close() {
        const left = await leftBy(server);
        await attempts.stop();
        await outside.close();
        return left;
      },
    };
  },
};
