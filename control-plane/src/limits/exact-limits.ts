import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { LimitName, Rate, Rates } from '../rates.ts';

/** What is counted in the database at each attempt. */
const EXACT = ['login', 'reset', 'device'] as const satisfies readonly LimitName[];
export type ExactLimit = (typeof EXACT)[number];

/**
 * Counts attempts in the database, so that all servers together allow no more than one would. Each attempt costs a
 * statement, except beyond the limit, and while the database is unavailable: then each server counts alone.
 */
export class ExactLimits {
  readonly #limiters: ReadonlyMap<ExactLimit, { rate: Rate; limiter: RateLimiterPostgres }>;

  constructor(rates: Rates, database: Pick<PlatformDatabase, 'rows'>) {
    // Without the names of prepared statements, which a transaction pooler may not support.
    const storeClient = {
      query: async ({ text, values }: { text: string; values: unknown[] }) => ({
        rows: await database.rows(text, values),
      }),
    };
    this.#limiters = new Map(
      EXACT.flatMap((limit) => {
        const rate = rates[limit];
        if (rate === undefined) return [];
        const options = { keyPrefix: limit, points: rate.count, duration: rate.seconds };
        const limiter = new RateLimiterPostgres({
          ...options,
          storeClient,
          storeType: 'client',
          schemaName: 'plexica',
          tableName: 'exact_limits',
          tableCreated: true,
          clearExpiredByTimeout: false,
          inMemoryBlockOnConsumed: rate.count + 1,
          insuranceLimiter: new RateLimiterMemory(options),
        });
        return [[limit, { rate, limiter }] as const];
      }),
    );
  }

  /** @returns the limit that is reached, and the milliseconds until another attempt is allowed; `undefined` if it is now */
  async attempt(limit: ExactLimit, key: string): Promise<{ rate: Rate; wait: number } | undefined> {
    const found = this.#limiters.get(limit);
    if (found === undefined) return undefined;
    try {
      await found.limiter.consume(key);
      return undefined;
    } catch (error) {
      if (error instanceof RateLimiterRes) return { rate: found.rate, wait: error.msBeforeNext };
      throw error;
    }
  }
}
