import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { storableJson } from '../database/storable-text.ts';
import type { LogLine as HostLine, RequestSummary } from '../plugin-host/types.ts';
import { FollowedLog } from './followed-log.ts';

/** A log line as operators see it. */
export interface LogLine {
  /** ISO 8601. */
  time: string;
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  details?: unknown;
  requestId?: string;
  /** Of the line that the gateway writes for a request. */
  request?: RequestSummary;
}

/** Filter for log lines. */
export interface LogFilter {
  /** Lines of this time and later. */
  since?: Date | undefined;
  /** Lines of this level and above. */
  level?: LogLine['level'] | undefined;
}

/** A follower of the log of an installation. */
export interface Following {
  /** Passes new lines to `send`, one after the other, until `signal` aborts or the installation is removed. */
  follow(
    after: string,
    signal: AbortSignal,
    send: (line: LogLine) => Promise<void>,
    filter?: LogFilter,
  ): Promise<void>;
  leave(): void;
}

interface LogRow {
  id: string;
  time: Date;
  level: LogLine['level'];
  message: string;
  details: unknown;
  request_id: string | null;
  request: RequestSummary | null;
}

const COLUMNS = 'id, time, level, message, details, request_id, request';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

function levelsFrom(level: LogLine['level'] = 'debug'): readonly LogLine['level'][] {
  return LEVELS.slice(LEVELS.indexOf(level));
}

function toLine({ time, level, message, details, request_id: requestId, request }: LogRow): LogLine {
  return {
    time: time.toISOString(),
    level,
    message,
    ...(details === null ? {} : { details }),
    ...(requestId === null ? {} : { requestId }),
    ...(request === null ? {} : { request }),
  };
}

const FLUSH_MS = 100;
/** Lines that are looked up at once for those who follow, and how many may follow one installation. */
const FOLLOWED = 100;
const FOLLOWERS = 20;
/** Lines kept for each installation, separately for requests and all others, so that neither displaces the other. */
const KEPT = 10_000;
/** Maximum number of unwritten lines. More are dropped, if a plugin logs faster than the database writes. */
const PENDING = 5_000;

/** Log lines of installations, written in batches to the database, so that every replica can show them. */
export class PluginLogs {
  readonly #database: PlatformDatabase;
  readonly #log: Logger;
  readonly #followed = new Map<number, FollowedLog<LogRow>>();
  #pending: { installation: number; line: HostLine }[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: PlatformDatabase, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  add(installation: number, line: HostLine): void {
    if (this.#pending.length >= PENDING) {
      this.#dropped += 1;
      return;
    }
    this.#pending.push({ installation, line });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#writing.then(() => this.#write());
    }, FLUSH_MS);
  }

  /** @returns the newest lines, oldest first, and the id to continue from */
  async read(
    installation: number,
    limit: number,
    { since, level }: LogFilter = {},
  ): Promise<{ lines: LogLine[]; last: string }> {
    const [{ last } = { last: '0' }] = await this.#database.rows<{ last: string }>(
      'SELECT coalesce(max(id), 0) AS last FROM plexica.plugin_logs WHERE installation = $1',
      [installation],
    );
    const rows = await this.#database.rows<LogRow>(
      `SELECT * FROM (
         SELECT ${COLUMNS} FROM plexica.plugin_logs
          WHERE installation = $1 AND id <= $2 AND level = ANY ($3) AND ($4::timestamptz IS NULL OR time >= $4)
          ORDER BY id DESC LIMIT $5
       ) newest ORDER BY id`,
      [installation, last, levelsFrom(level), since ?? null, limit],
    );
    return { lines: rows.map(toLine), last };
  }

  /**
   * Adds a follower to the log of an installation.
   *
   * @throws PlexicaError `too_many_requests` if there are too many
   */
  join(installation: number): Following {
    let log = this.#followed.get(installation);
    if (log === undefined || log.over) {
      log = new FollowedLog<LogRow>({
        after: (last) => this.#after(installation, last),
        exists: () => this.#exists(installation),
      });
      this.#followed.set(installation, log);
    }
    if (log.followers >= FOLLOWERS) {
      throw new PlexicaError(
        'too_many_requests',
        `${FOLLOWERS} callers already follow the log of this installation`,
        { retryAfter: 30 },
      );
    }
    log.followers += 1;
    return {
      follow: (after, signal, send, { since, level } = {}) => {
        const levels = levelsFrom(level);
        return log.follow(after, signal, async (row) => {
          if (levels.includes(row.level) && (since === undefined || row.time >= since))
            await send(toLine(row));
        });
      },
      leave: () => {
        log.leave();
        if (log.over && this.#followed.get(installation) === log) this.#followed.delete(installation);
      },
    };
  }

  #after(installation: number, last: string): Promise<LogRow[]> {
    return this.#database.rows<LogRow>(
      `SELECT ${COLUMNS} FROM plexica.plugin_logs
        WHERE installation = $1 AND id > $2 ORDER BY id LIMIT $3`,
      [installation, last, FOLLOWED],
    );
  }

  async #exists(installation: number): Promise<boolean> {
    const found = await this.#database.rows('SELECT FROM plexica.installations WHERE number = $1', [
      installation,
    ]);
    return found.length > 0;
  }

  /** Keeps the newest lines of every installation. */
  async trim(): Promise<void> {
    await this.#database.rows(
      `DELETE FROM plexica.plugin_logs l USING (
         SELECT installation, requests, id AS oldest FROM (
           SELECT installation, request IS NOT NULL AS requests, id,
                  row_number() OVER (PARTITION BY installation, request IS NOT NULL ORDER BY id DESC) AS place
             FROM plexica.plugin_logs
         ) ranked WHERE place = $1
       ) kept WHERE l.installation = kept.installation AND (l.request IS NOT NULL) = kept.requests
         AND l.id < kept.oldest RETURNING l.id`,
      [KEPT],
    );
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    const lines = this.#pending;
    if (lines.length === 0) return;
    this.#pending = [];
    if (this.#dropped > 0) {
      this.#log.warn(
        { dropped: this.#dropped },
        'log lines of plugins were dropped because they arrived too fast',
      );
      this.#dropped = 0;
    }
    try {
      await this.#insert(lines);
    } catch {
      // A line that cannot be stored must not affect lines of other plugins.
      for (const line of lines) {
        await this.#insert([line]).catch((error: unknown) => {
          this.#log.error(
            { err: error, installation: line.installation },
            'cannot write a log line of a plugin',
          );
        });
      }
    }
  }

  async #insert(lines: readonly { installation: number; line: HostLine }[]): Promise<void> {
    // Drops lines of installations that were removed in the meantime.
    await this.#database.rows(
      `INSERT INTO plexica.plugin_logs (installation, time, level, message, details, request_id, request)
       SELECT (l ->> 'installation')::int, (l ->> 'time')::timestamptz, l ->> 'level', l ->> 'message',
              l -> 'details', l ->> 'requestId', l -> 'request'
         FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS lines (l, place)
        WHERE EXISTS (SELECT FROM plexica.installations i WHERE i.number = (l ->> 'installation')::int)
        ORDER BY place RETURNING id`,
      [storableJson(JSON.stringify(lines.map(({ installation, line }) => ({ installation, ...line }))))],
    );
  }
}
