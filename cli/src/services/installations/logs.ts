import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { PlexicaError } from '@plexica/sdk/errors';
import type { LogLine, LogLines } from '../../results/installations.ts';
import { apiOf, type Api } from '../api.ts';
import { readDuration, readTime } from '../duration.ts';
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
    ...(since !== undefined && { since: sinceOf(since) }),
    ...(level !== undefined && { level }),
  };
}

/** @throws PlexicaError `bad_usage` */
function sinceOf(text: string): string {
  const duration = readDuration(text);
  const time = duration === undefined ? readTime(text) : Date.now() - duration;
  if (time !== undefined) return new Date(time).toISOString();
  throw new PlexicaError('bad_usage', `--since ${text} is neither a duration nor a time.`, {
    hint: 'Use a duration such as 30s, 10m, 12h or 7d, or a time such as 2026-11-30T10:00Z.',
  });
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
  if (response.body === null) {
    return;
  }
  const body = Readable.fromWeb(response.body);
  try {
    for await (const line of createInterface({ input: body })) {
      if (line !== '') {
        yield JSON.parse(line) as LogLine;
      }
    }
  } catch (error) {
    // A broken connection also ends the log.
    if (body.errored === null) throw error;
  }
}
