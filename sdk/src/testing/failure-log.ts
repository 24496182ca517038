import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine } from '../client/index.ts';
import type { FailedRequest } from './plugin-client.ts';

/** A server writes the log a moment after the answer; how long and how often it is looked into. */
const FAILED_MS = 3_000;
const ANSWERED_MS = 500;
const EVERY_MS = 50;

/**
 * What the plugin has logged during a request that failed, to be shown beside it: whoever writes a test sees the status
 * alone otherwise, since the answer tells nobody why.
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
