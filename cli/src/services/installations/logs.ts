import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { LogLine, LogLines } from '../../results/installations.ts';
import { apiOf, type Api } from '../api.ts';
import type { Connection } from '../context/connection.ts';
import type { InstalledPlugin } from './installations.ts';

/** @param limit how many of the newest lines */
export async function readLogs(api: Api, installed: InstalledPlugin, limit: number): Promise<LogLines> {
  const { items } = await api.readLogs({ ...installed, limit });
  return { lines: items };
}

/** The newest lines, and then every new one, until the server or the installation ends or `signal` aborts. */
export async function* followLogs(
  connection: Connection,
  installed: InstalledPlugin,
  limit: number,
  signal?: AbortSignal,
): AsyncGenerator<LogLine> {
  const options = { accept: 'application/x-ndjson', ...(signal !== undefined && { signal }) };
  const response = await apiOf(connection).open('readLogs', { ...installed, follow: 'true', limit }, options);
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
    // A connection that breaks is the end of the log as well.
    if (body.errored === null) throw error;
  }
}
