import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { LogLine as HostLine } from '../plugin-host/types.ts';

/** A line as operators read it. */
export interface LogLine {
  /** ISO 8601. */
  time: string;
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  details?: unknown;
  requestId?: string;
}

const FLUSH_MS = 100;
/** Lines kept of one installation. */
const KEPT = 10_000;
/** Lines that wait to be written; more are dropped, for a plugin that logs faster than a database writes. */
const PENDING = 5_000;

/** Log lines of installations, written in batches to the database, so that every replica can show them. */
export class PluginLogs {
  readonly #database: PlatformDatabase;
  readonly #log: Logger;
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

  /** @returns the newest lines after `after`, oldest first, with the id to go on from */
  async read(
    installation: number,
    limit: number,
    after?: string,
  ): Promise<{ lines: LogLine[]; last?: string }> {
    const rows = await this.#database.rows<{
      id: string;
      time: Date;
      level: LogLine['level'];
      message: string;
      details: unknown;
      request_id: string | null;
    }>(
      `SELECT * FROM (
         SELECT id, time, level, message, details, request_id FROM plexica.plugin_logs
          WHERE installation = $1 AND id > $2 ORDER BY id DESC LIMIT $3
       ) newest ORDER BY id`,
      [installation, after ?? '0', limit],
    );
    const lines = rows.map(({ time, level, message, details, request_id: requestId }): LogLine => ({
      time: time.toISOString(),
      level,
      message,
      ...(details === null ? {} : { details }),
      ...(requestId === null ? {} : { requestId }),
    }));
    const last = rows.at(-1)?.id ?? after;
    return { lines, ...(last === undefined ? {} : { last }) };
  }

  /** Calls `send` with new lines until `signal` aborts. */
  async follow(
    installation: number,
    after: string | undefined,
    signal: AbortSignal,
    send: (line: LogLine) => void,
  ) {
    let last = after;
    while (!signal.aborted) {
      const found = await this.read(installation, 1_000, last);
      found.lines.forEach(send);
      last = found.last;
      await sleep(FLUSH_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Keeps the newest lines of every installation. */
  async trim(): Promise<void> {
    await this.#database.rows(
      `DELETE FROM plexica.plugin_logs l USING (
         SELECT installation, id AS oldest FROM (
           SELECT installation, id, row_number() OVER (PARTITION BY installation ORDER BY id DESC) AS place
             FROM plexica.plugin_logs
         ) ranked WHERE place = $1
       ) kept WHERE l.installation = kept.installation AND l.id < kept.oldest RETURNING l.id`,
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
      this.#log.warn({ dropped: this.#dropped }, 'log lines of plugins were dropped: they came too fast');
      this.#dropped = 0;
    }
    try {
      // Lines of an installation that has gone in the meantime have nowhere to go.
      await this.#database.rows(
        `INSERT INTO plexica.plugin_logs (installation, time, level, message, details, request_id)
         SELECT (l ->> 'installation')::int, (l ->> 'time')::timestamptz, l ->> 'level', l ->> 'message',
                l -> 'details', l ->> 'requestId'
           FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS lines (l, place)
          WHERE EXISTS (SELECT FROM plexica.installations i WHERE i.number = (l ->> 'installation')::int)
          ORDER BY place RETURNING id`,
        [
          JSON.stringify(lines.map(({ installation, line }) => ({ installation, ...line }))).replaceAll(
            '\\u0000',
            '\\ufffd',
          ),
        ],
      );
    } catch (error) {
      this.#log.error({ err: error, lines: lines.length }, 'cannot write the log lines of plugins');
    }
  }
}
