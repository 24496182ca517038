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
  /** Once this step is done the operation only goes forward: later steps are tried until they succeed. */
  pointOfNoReturn?: boolean;
}

export interface Work {
  readonly operation: string;
  /** Number of this step, from 1: what `operations.step` becomes when it is done. */
  readonly number: number;
  readonly principal: string;
  /** The step's transaction; `null` for a step that works outside of one. */
  readonly transaction: Transaction | null;
}

/** Makes the steps of one operation from its stored input: the same input always gives the same steps. */
export type Definition<Input> = (input: Input) => Step[];
