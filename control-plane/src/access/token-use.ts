import { LRUCache } from 'lru-cache';
import type { PlatformDatabase } from '../database/platform-database.ts';

/** Interval in which only the first use is recorded. */
const MINUTE_MS = 60_000;

/**
 * Records when tokens were last used. Writes at most once a minute for each token, whatever the number of requests and
 * servers.
 */
export class TokenUse {
  readonly #database: Pick<PlatformDatabase, 'rows'>;
  readonly #written = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_MS });

  constructor(database: Pick<PlatformDatabase, 'rows'>) {
    this.#database = database;
  }

  /** Runs in the background. If it fails, the next use is recorded instead. @param token its id */
  note(token: string): void {
    if (this.#written.has(token)) return;
    this.#written.set(token, true);
    this.#database
      .rows(
        `UPDATE plexica.tokens SET last_used_at = now()
          WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute') RETURNING id`,
        [token],
      )
      .catch(() => this.#written.delete(token));
  }
}
