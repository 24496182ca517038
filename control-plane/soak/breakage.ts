import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteTenant } from '../test/delete-tenant.ts';
import { residentMemory } from '../test/memory.ts';
import { leftBy, orphansOf } from '../test/orphans.ts';
import { descends, runningProcesses } from '../test/processes.ts';
import { BREAKAGE_SCENARIOS, breakageRows } from '../test/walls/breakage-rows.ts';
import { complaint, startBroken } from '../test/walls/broken.ts';
import { inParallel } from '../test/walls/pooled.ts';
import type { Figures } from './figures.ts';
import type { Random } from './random.ts';
import type { Soak } from './soak.ts';

/** Requests in one run, each of a tenant of its own. */
const EACH = 10;
/** Some want a processor of their own. */
const AT_ONCE = 4;

/** What is over soon: all requests of a run but one, which is of any row. */
const QUICK_NAMES = [
  'throws in a route',
  'throws in a timer',
  'exits',
  'opens descriptors without end',
  'answers 20 MB at once',
];
const QUICK = breakageRows.filter(({ name }) => QUICK_NAMES.includes(name));

/**
 * MiB that the server may use above what it used once quick rows had been answered: V8 lets 80 of garbage lie for 150
 * requests or so before it collects, and a leak of a quarter of a MiB per request is more than all of it in the end.
 */
const ROOM = 150;

/** Descriptors that the server may have open above what it had: connections of callers and to the database. */
const MORE_DESCRIPTORS = 20;

/** Plugins that break in every way: each caller is told why, and the server keeps no memory, process or descriptor of them. */
export const breakage: Soak = {
  name: 'breakage',
  runs: 100,
  minutes: 6,
  async start() {
    const broken = await startBroken();
    const { server } = broken;
    /** Processes of the server but its database, whose own are nameless for a moment as they end. */
    const processes = (): number => {
      const all = runningProcesses();
      const database = all.filter(({ command }) => command.includes('postgres'));
      return all.filter(
        ({ pid }) =>
          pid !== server.pid &&
          descends(all, pid, server.pid) &&
          !database.some((other) => descends(all, pid, other.pid)),
      ).length;
    };
    const descriptors = (): number => readdirSync(`/proc/${server.pid}/fd`).length;

    const round = async (rows: typeof breakageRows): Promise<void> => {
      const wrong: string[] = [];
      const tenants: string[] = [];
      await inParallel(rows, AT_ONCE, async (row) => {
        const { tenant, answer } = await broken.breakAnew(row);
        tenants.push(tenant);
        const complaints = complaint(row, answer);
        if (complaints !== undefined) wrong.push(`a plugin that ${row.name}: ${complaints}`);
        await broken.replaced(tenant);
      });
      await inParallel(tenants, AT_ONCE, (tenant) => deleteTenant(server, tenant));
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    };
    const fresh = { memory: residentMemory(server.pid), processes: processes() };
    await round([...QUICK, ...QUICK]);
    const warm = { memory: residentMemory(server.pid), descriptors: descriptors() };

    return {
      server,
      async run(random: Random, figures: Figures) {
        const quick = Array.from({ length: EACH - 1 }, () => random.pick(QUICK));
        await round([random.pick(breakageRows), ...quick]);
        figures.add('requests', EACH);
        let left = processes();
        for (let tries = 0; left > fresh.processes && tries < 50; tries += 1) {
          await sleep(100);
          left = processes();
        }
        figures.none('orphans', await orphansOf(server));
        const memory = residentMemory(server.pid);
        figures.highest('MiB at start', Math.round(fresh.memory));
        figures.highest('MiB when warm', Math.round(warm.memory));
        figures.highest('MiB above that', Math.round(memory - warm.memory));
        figures.highest('descriptors more', descriptors() - warm.descriptors);
        const grown = [
          ...(left > fresh.processes ? [`${left} processes, not ${fresh.processes}`] : []),
          ...(memory > warm.memory + ROOM ? [`${memory} MiB after ${warm.memory}`] : []),
          ...(descriptors() > warm.descriptors + MORE_DESCRIPTORS
            ? [`${descriptors()} descriptors after ${warm.descriptors}`]
            : []),
        ];
        if (grown.length > 0) {
          throw new Error(`a plugin that ${BREAKAGE_SCENARIOS.again} costs\n${grown.join('\n')}`);
        }
      },
      close: () => leftBy(server),
    };
  },
};
