import { PlexicaError } from '@plexica/sdk/errors';

/** Time limit of one attempt at a step or its rollback, in milliseconds. */
const ATTEMPT_MS = 10 * 60_000;

/** How long to wait, in milliseconds, for a step that ignores its aborted signal. */
const GRACE_MS = 5_000;

/**
 * Runs a step once. It must end when one of the signals aborts, or after ten minutes.
 *
 * @returns the result of `work`
 * @throws whatever `work` throws; the signal's reason if `work` has not ended five seconds after the abort. It then
 *   continues with nothing waiting for it
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
