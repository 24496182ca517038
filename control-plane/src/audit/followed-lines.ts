import { PlexicaError } from '@plexica/sdk/errors';
import { AUDIT_LINES } from '../database/audit-table.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { FollowedLog } from '../plugin-logs/followed-log.ts';
import type { LineRow } from './line.ts';

/** Lines that are read at once for all followers of a chain, and how many can follow it. */
const AT_ONCE = 100;
const FOLLOWERS = 20;

type FollowedRow = LineRow & { id: string };

/** A follower of a chain. */
interface Following {
  /** Passes new lines to `send`, one after the other, until `signal` aborts. @param after number of a line */
  follow(after: string, signal: AbortSignal, send: (row: LineRow) => Promise<void>): Promise<void>;
  leave(): void;
}

/** The chains that somebody follows. Each is read once for all its followers. */
export class FollowedLines {
  readonly #database: PlatformDatabase;
  readonly #chains = new Map<string, FollowedLog<FollowedRow>>();

  constructor(database: PlatformDatabase) {
    this.#database = database;
  }

  /**
   * Adds a follower to a chain.
   *
   * @throws PlexicaError `too_many_requests` if there are too many
   */
  join(chain: string): Following {
    let log = this.#chains.get(chain);
    if (log === undefined || log.over) {
      log = new FollowedLog<FollowedRow>({
        after: (last) => this.#after(chain, last),
        exists: async () => true,
      });
      this.#chains.set(chain, log);
    }
    if (log.followers >= FOLLOWERS) {
      throw new PlexicaError('too_many_requests', `${FOLLOWERS} callers already follow this audit log`, {
        retryAfter: 30,
      });
    }
    log.followers += 1;
    return {
      follow: (after, signal, send) => log.follow(after, signal, send),
      leave: () => {
        log.leave();
        if (log.over && this.#chains.get(chain) === log) this.#chains.delete(chain);
      },
    };
  }

  #after(chain: string, last: string): Promise<FollowedRow[]> {
    return this.#database.rows<FollowedRow>(
      `SELECT *, number AS id FROM ${AUDIT_LINES} WHERE chain = $1 AND number > $2 ORDER BY number LIMIT $3`,
      [chain, last, AT_ONCE],
    );
  }
}
