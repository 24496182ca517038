import type { PlatformDatabase } from '../database/platform-database.ts';
import type { Bucket } from './buckets.ts';

/** Requests of one counter that are on their way to the database. */
interface Sent {
  bucket: Bucket;
  count: number;
}

/** Counters in one statement. */
const AT_ONCE = 5_000;

/**
 * Adds the requests of this server to the counters that all servers share, and takes over what they say. Times are
 * compared by the clock of the database alone.
 *
 * @param unsettled has afterwards only what was counted meanwhile, or what the database did not take
 */
export async function settle(
  database: Pick<PlatformDatabase, 'rows'>,
  unsettled: Set<Bucket>,
): Promise<void> {
  for (const all = [...unsettled]; all.length > 0;) {
    const sent = new Map(
      all.splice(0, AT_ONCE).map((bucket) => [bucket.name, { bucket, count: bucket.unsettled }]),
    );
    for (const { name, left } of await add(database, [...sent.values()])) {
      const { bucket, count } = sent.get(name) as Sent;
      bucket.unsettled -= count;
      bucket.fullAt = performance.now() + left + bucket.unsettled * bucket.cost;
      if (bucket.unsettled === 0) unsettled.delete(bucket);
    }
  }
}

/** @returns for each counter the milliseconds until its whole quota is available again */
function add(
  database: Pick<PlatformDatabase, 'rows'>,
  sent: readonly Sent[],
): Promise<{ name: string; left: number }[]> {
  return database.rows(
    // In one order on all servers, so that none waits for another in a circle.
    `INSERT INTO plexica.rate_limits AS kept (bucket, full_at)
     SELECT bucket, now() + cost * interval '1 ms' FROM unnest($1::text[], $2::float8[]) AS spent (bucket, cost)
      ORDER BY bucket
     ON CONFLICT (bucket) DO UPDATE SET full_at = greatest(kept.full_at, now()) + (excluded.full_at - now())
     RETURNING bucket AS name, (extract(epoch FROM full_at - clock_timestamp()) * 1000)::float8 AS left`,
    [sent.map(({ bucket }) => bucket.name), sent.map(({ bucket, count }) => count * bucket.cost)],
  );
}
