import type { LogLine, LogLines } from '../../results/installations.ts';
import { apiOf, type Api } from '../api.ts';
import { ndjsonOf } from '../ndjson.ts';
import { timeOf } from '../time-of.ts';
import type { Connection } from '../context/connection.ts';
import type { InstalledPlugin } from './installations.ts';

/** Filter for log lines. */
export interface WantedLines {
  /** Maximum number of lines, from the newest. */
  limit: number;
  /** As typed: `10m`, or a time. */
  since?: string | undefined;
  /** This level and above. */
  level?: LogLevel | undefined;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

function queryOf({ limit, since, level }: WantedLines) {
  return {
    limit,
    ...(since !== undefined && { since: timeOf(since, '--since') }),
    ...(level !== undefined && { level }),
  };
}

export async function readLogs(api: Api, installed: InstalledPlugin, wanted: WantedLines): Promise<LogLines> {
  const { items } = await api.readLogs({ ...installed, ...queryOf(wanted) });
  return { lines: items };
}

/**
 * The newest lines, then every new line, until the server stops, the installation ends or `signal` aborts.
 *
 * @throws PlexicaError `bad_usage`
 */
export async function* followLogs(
  connection: Connection,
  installed: InstalledPlugin,
  wanted: WantedLines,
  signal?: AbortSignal,
): AsyncGenerator<LogLine> {
  const options = { accept: 'application/x-ndjson', ...(signal !== undefined && { signal }) };
  const response = await apiOf(connection).open(
    'readLogs',
    { ...installed, follow: 'true', ...queryOf(wanted) },
    options,
  );
  yield* ndjsonOf<LogLine>(response);
}
