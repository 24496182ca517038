import { PlexicaError } from '@plexica/sdk/errors';

/** Milliseconds that one attempt at a step, or at undoing it, may take. */
const ATTEMPT_MS = 10 * 60_000;

/** A step that takes no note of its signal is waited for so many milliseconds after it has aborted. */
const GRACE_MS = 5_000;

/**
 * Makes one attempt at a step. It has to end when one of the signals aborts, or after ten minutes.
 *
 * @returns what `work` gives
 * @throws whatever `work` throws; the signal's reason where it has not ended five seconds after that, and goes on with
 *   nobody waiting for it
 */
export async function attempt<Result>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const limit = setTimeout(() => late.abort(tooLong()), ATTEMPT_MS).unref();
  const signal = AbortSignal.any([...signals, late.signal]);
  const abandoned = Promise.withResolvers<never>();
  let grace: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    grace = setTimeout(() => abandoned.reject(signal.reason), GRACE_MS);
  };
  signal.addEventListener('abort', onAbort);
  try {
    signal.throwIfAborted();
    return await Promise.race([work(signal), abandoned.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(limit);
    clearTimeout(grace);
  }
}

function tooLong(): PlexicaError {
  return new PlexicaError(
    'operation_timed_out',
    `the step did not finish within ${ATTEMPT_MS / 60_000} minutes`,
  );
}
