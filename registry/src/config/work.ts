/** Steps that checking one configuration may take; one is a few nanoseconds, so that all are about half a second. */
const mostWork = 30_000_000;

/** Checking a configuration takes more steps than it may. */
export class TooMuchWork extends Error {}

let left = Infinity;

/** Counts what a check costs, where strangers decide how much it has to do. @throws TooMuchWork */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw new TooMuchWork();
}

/** Counts that all errors until now are copied, of which there are at most so many as the steps until now allow. */
export function spendOnCopy(): void {
  if (left < mostWork) spend(Math.ceil((mostWork - left) / 300));
}

/**
 * Runs synchronous work that counts its steps with `spend`. Steps and not time, so that the same configuration gets the
 * same answer on a busy machine.
 *
 * @throws TooMuchWork
 */
export function withinWork<Result>(run: () => Result): Result {
  left = mostWork;
  try {
    return run();
  } finally {
    left = Infinity;
  }
}
