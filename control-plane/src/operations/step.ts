import type { Transaction } from 'sequelize';

/** One named part of an operation. If the process dies during the step, the step runs again from its start. */
export interface Step {
  /** For display, such as `create the schema` or `install crm 1.2.0`. */
  name: string;
  /**
   * All work happens in the given transaction, which also records the step as done. With `outside`, it happens
   * elsewhere and must be repeatable.
   */
  run(work: Work): Promise<void>;
  /** Rolls back what `run` did, wholly or partly. Must be repeatable. */
  undo?(work: Work): Promise<void>;
  outside?: boolean;
  /**
   * Rollback is no longer possible once this step has begun, or is done. Steps are then retried until they succeed. A
   * step with `done` records this in the transaction of its work.
   */
  pointOfNoReturn?: 'begun' | 'done';
  /**
   * For a step that erases, or whose rollback does: marks the installations that the operation still erases, so that
   * nothing uses them. Others can then change the tenant while a database session blocks this operation.
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
  /** The transaction of the step, or `null` for an `outside` step. */
  readonly transaction: Transaction | null;
  /**
   * Aborts when the step must end: the operation was cancelled or its deadline passed, the step takes too long, or the
   * server stops. Connections that the step waits for are closed.
   */
  readonly signal: AbortSignal;
  /** The deadline of the operation has passed: skip what is optional. */
  readonly overdue: boolean;
}

/** Creates the steps of an operation from its stored input. The same input must give the same steps. */
export type Definition<Input> = (input: Input) => Step[];

/** Whether an operation can still be rolled back while this step runs or is next. */
export function canReturn(steps: readonly Step[], index: number): boolean {
  return (
    steps[index]?.pointOfNoReturn !== 'begun' &&
    !steps.slice(0, index).some(({ pointOfNoReturn }) => pointOfNoReturn !== undefined)
  );
}

/**
 * The recorded operation differs from what the step expects: another replica has it, it was cancelled, or it has ended.
 * The recorded state decides how to continue.
 */
export class Superseded extends Error {
  override name = 'Superseded';
}
