import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine } from '../client/index.ts';
import type { FailedRequest } from './plugin-client.ts';

/** How long and how often to read the log: a server writes it shortly after the response. */
const FAILED_MS = 3_000;
const ANSWERED_MS = 500;
const EVERY_MS = 50;

/**
 * The plugin's log lines of a failed request. The response does not give the reason, so without them the author of a test
 * would only see the status.
 *
 * @param read gives the newest lines of the plugin
 */
export async function failureLog(
  request: FailedRequest,
  read: () => Promise<readonly LogLine[]>,
): Promise<string> {
  const { method, path, status, requestId, sentAt, uncaught } = request;
  const end = Date.now() + (uncaught ? FAILED_MS : ANSWERED_MS);
  let found: LogLine[] = [];
  do {
    found = (await read()).filter(
      (line) =>
        line.requestId === requestId || (line.requestId === undefined && Date.parse(line.time) >= sentAt),
    );
    if (found.some((line) => line.requestId === requestId && !('request' in line))) break;
    await sleep(EVERY_MS);
  } while (Date.now() < end);
  const head = `${method} ${path} was answered with ${status}.`;
  if (found.length === 0) return `${head} The plugin has logged nothing.\n`;
  return `${head} The log of the plugin:\n${found.map(lineText).join('')}`;
}

function lineText({ level, message, details }: LogLine): string {
  const more = details === undefined ? '' : ` ${JSON.stringify(details)}`;
  return `  ${level.padEnd(5)} ${`${message}${more}`.replaceAll('\n', '\n        ')}\n`;
}
