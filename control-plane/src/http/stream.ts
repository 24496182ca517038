import { authorize } from '../access/authorize.ts';
import type { Call } from './route.ts';

/** Headers of an answer that has no end of its own; the last one has nginx pass on each line as it comes. */
export const LIVE = { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };

/** Node's timers take no more milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Milliseconds until another look, where the database finds that a token has a moment left. */
const LOOK_AGAIN = 1_000;

/**
 * Runs an answer that has no end of its own, and ends it cleanly.
 *
 * @param stream ends soon after its signal has aborted: when the caller has left, the server stops, or the token no
 *   longer allows what it was begun with
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
      // Also where it cannot be found out: whoever is allowed comes again.
      end();
    }
  };

  response.once('close', end);
  stopping.addEventListener('abort', end);
  const off = changes.on('tokens', () => void look());
  wait(0);
  if (stopping.aborted || response.destroyed) end();
  try {
    // It may have been revoked between the first look and the first word about changes.
    await authorize(platform, request, needs).catch((error: unknown) => {
      if (!response.headersSent) throw error;
      end();
    });
    await stream(ended.signal);
    response.end();
  } finally {
    ended.abort();
    clearTimeout(timer);
    off();
    stopping.removeEventListener('abort', end);
    response.off('close', end);
  }
}
