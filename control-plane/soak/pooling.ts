import { leftBy, orphansOf } from '../test/orphans.ts';
import { missingPgBouncer } from '../test/walls/pgbouncer.ts';
import { inParallel, openPooled } from '../test/walls/pooled.ts';
import { POOLED, type PooledKind } from '../test/walls/pooling-rows.ts';
import type { Soak } from './soak.ts';

/** Requests in one run. */
const EACH = 1000;
const AT_ONCE = 24;
const KINDS = Object.keys(POOLED.kinds) as PooledKind[];

/** Mixed requests of many tenants through PgBouncer in transaction mode: none sees anything of another. */
export const pooling: Soak = {
  name: 'pooling',
  runs: POOLED.requests / EACH,
  minutes: 15,
  missing: missingPgBouncer,
  async start() {
    const pooled = await openPooled(POOLED.tenants);
    const { server } = pooled;
    return {
      server,
      async run(random, figures) {
        const chosen = Array.from(
          { length: EACH },
          () => [random.pick(KINDS), random.pick(pooled.tenants)] as const,
        );
        const strange: string[] = [];
        await inParallel(chosen, AT_ONCE, async ([kind, tenant]) => {
          strange.push(...(await pooled.ask(kind, tenant)));
        });
        figures.add('requests', EACH);
        figures.none('cross-tenant reads', strange);
        figures.none('orphans', await orphansOf(server, () => pooled.superuser()));
        const misplaced = await pooled.misplaced();
        if (misplaced.length > 0) throw new Error(misplaced.join('\n'));
      },
      async close() {
        const left = await leftBy(server);
        await pooled.stop();
        return left;
      },
    };
  },
};
