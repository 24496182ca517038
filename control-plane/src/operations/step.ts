import type { Transaction } from 'sequelize';

/** One named part of an operation. A process may die at any line of it; then it runs again from its beginning. */
export interface Step {
  /** For people: `make the schema`, `apply crm 1.2.0`. */
  name: string;
  /**
   * Either all of the work happens in the given transaction, which also records that the step is done; or, with
   * `outside`, it happens elsewhere and can be repeated.
   */
  run(work: Work): Promise<void>;
  /** Takes back what `run` did, wholly or partly; can be repeated. */
  undo?(work: Work): Promise<void>;
  outside?: boolean;
  /**
   * The operation only goes forward once this step has begun, or once it is done: steps are then tried until they
   * succeed. A step that is one once it is `done` records that in the transaction of its work.
   */
  pointOfNoReturn?: 'begun' | 'done';
  /**
   * For a step that erases, or is undone by erasing: marks the installations that the rest of the operation erases, so
   * that nobody uses them any more. Then others may change the tenant while this operation waits for a session of the
   * database that is in its way.
   *
   * @returns the numbers of these installations
   */
  letGo?(work: Work): Promise<number[]>;
}

export interface Work {
  readonly operation: string;
  /** Number of this step, from 1: what `operations.step` becomes when it is done. */
  readonly number: number;
  readonly principal: string;
  /** The step's transaction; `null` for a step that works outside of one. */
  readonly transaction: Transaction | null;
  /**
   * Aborts when the step has to end: the operation was cancelled or its deadline has passed, the step takes too long, or
   * the server stops. What it waits for then is hung up on.
   */
  readonly signal: AbortSignal;
  /** The operation's deadline has passed: what it can do without is given up. */
  readonly overdue: boolean;
}

/** Makes the steps of one operation from its stored input: the same input always gives the same steps. */
export type Definition<Input> = (input: Input) => Step[];

/** Whether an operation whose step with this index runs, or is the next, can still be undone. */
export function canReturn(steps: readonly Step[], index: number): boolean {
  return (
    steps[index]?.pointOfNoReturn !== 'begun' &&
    !steps.slice(0, index).some(({ pointOfNoReturn }) => pointOfNoReturn !== undefined)
  );
}

/**
 * The operation is not as the step believes it to be: another replica has it, or it was cancelled or has ended. What is
 * recorded tells where to go on.
 */
export class Superseded extends Error {
  override name = 'Superseded';
}
