import { LRUCache } from 'lru-cache';
import type { PlatformDatabase } from '../database/platform-database.ts';

/** How long a use stands for those after it. */
const MINUTE_MS = 60_000;

/** Keeps when tokens were used last, written at most once a minute however many requests and servers there are. */
export class TokenUse {
  readonly #database: Pick<PlatformDatabase, 'rows'>;
  readonly #written = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_MS });

  constructor(database: Pick<PlatformDatabase, 'rows'>) {
    this.#database = database;
  }

  /** Nobody waits for it, and where it fails the next use writes it. @param token its id */
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
