import { PlexicaError } from '@plexica/sdk/errors';
import { KINDS } from './kinds.ts';
import type { DrivenRow, OperationRow } from './operation.ts';

/** Longest delay of a timer in Node, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Signals when an operation must be rolled back: it was cancelled or reached its deadline. */
export class Stop {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #overdueAt: number;

  constructor(row: DrivenRow) {
    const left = Math.min(Math.max(0, row.left_ms), LONGEST_TIMER);
    this.#overdueAt = performance.now() + left;
    this.#timer = setTimeout(() => this.#controller.abort(timedOut(row)), left).unref();
    this.see(row);
  }

  /** Aborts with the `PlexicaError` that the operation fails with. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get overdue(): boolean {
    return performance.now() >= this.#overdueAt;
  }

  /** Checks the recorded operation for a cancellation. */
  see({ cancelled_by: by }: Pick<OperationRow, 'cancelled_by'>): void {
    if (by !== null) this.#controller.abort(cancelled(by));
  }

  /** Stops the timer. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}

function cancelled(by: string): PlexicaError {
  return new PlexicaError('operation_cancelled', `the operation was cancelled by ${by}`);
}

function timedOut({ kind }: OperationRow): PlexicaError {
  const minutes = KINDS[kind].deadline / 60_000;
  return new PlexicaError('operation_timed_out', `the operation did not finish within ${minutes} minutes`);
}
