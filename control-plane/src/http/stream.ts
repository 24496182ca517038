import { once } from 'node:events';
import type { Response } from 'express';
import { authorize } from '../access/authorize.ts';
import type { Call } from './route.ts';

/** Headers of a live stream. The last one makes nginx pass on each line immediately. */
export const LIVE = { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };

/** Longest delay of a timer in Node, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Milliseconds until the next check of a token that is about to expire. */
const LOOK_AGAIN = 1_000;

/** Changes that can take a permission away. */
const DECIDING = ['tokens', 'members', 'sessions', 'clients', 'tenants'] as const;

/**
 * Runs a live stream and ends it cleanly.
 *
 * @param stream must end soon after its signal aborts: when the caller disconnects, the server stops, or the token no
 *   longer grants the permission
 */
export async function whileAllowed(
  { platform, needs, principal, request, response }: Call,
  stream: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { changes, stopping } = platform;
  const ended = new AbortController();
  const end = (): void => ended.abort();
  let timer: NodeJS.Timeout | undefined;
  const expires = principal.expiresAt?.getTime();
  const wait = (least: number): void => {
    clearTimeout(timer);
    if (expires === undefined || ended.signal.aborted) return;
    const left = Math.max(least, expires - Date.now());
    timer = setTimeout(() => void look(), Math.min(left, LONGEST_TIMER));
  };
  const look = async (): Promise<void> => {
    try {
      await authorize(platform, request, needs);
      wait(LOOK_AGAIN);
    } catch {
      // Also ends if the check fails: callers with the permission can reconnect.
      end();
    }
  };

  response.once('close', end);
  stopping.addEventListener('abort', end);
  const off = DECIDING.map((topic) => changes.on(topic, () => void look()));
  wait(0);
  if (stopping.aborted || response.destroyed) end();
  try {
    // The token may have been revoked between the first check and the subscription to changes.
    await authorize(platform, request, needs).catch((error: unknown) => {
      if (!response.headersSent) throw error;
      end();
    });
    await stream(ended.signal);
    response.end();
  } finally {
    ended.abort();
    clearTimeout(timer);
    for (const stop of off) stop();
    stopping.removeEventListener('abort', end);
    response.off('close', end);
  }
}

/** A caller that reads nothing for this long, in milliseconds, is disconnected. */
const PATIENCE_MS = 60_000;

/**
 * Begins a live stream of NDJSON.
 *
 * @param signal of `whileAllowed`
 * @returns a function that sends one line, and waits while the caller does not read
 */
export function ndjson(response: Response, signal: AbortSignal): (line: object) => Promise<void> {
  response.status(200).set({ 'Content-Type': 'application/x-ndjson', ...LIVE });
  response.flushHeaders();
  return async (line) => {
    if (signal.aborted || response.write(`${JSON.stringify(line)}\n`)) return;
    // Whoever does not read gets no more, and what waits for it stays in our memory for a minute.
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    await once(response, 'drain', { signal: patience }).catch(() => signal.aborted || response.destroy());
  };
}
