import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Transaction } from 'sequelize';
import { toPlexicaError } from '../errors/known-errors.ts';
import { attempt } from './attempt.ts';
import type { OperationRow } from './operation.ts';
import { record, reread, toStored, turnBack, type Recorded, type Values } from './record.ts';
import { canReturn, Superseded, type Step, type Work } from './step.ts';
import type { Stop } from './stop.ts';

const RETRY_MS = [200, 1_000, 5_000, 30_000];
/** How many attempts a step has when it meets locks before the operation is rolled back. */
const BUSY_ATTEMPTS = 4;

/** Signals of a stopping server. */
export interface Closing {
  /** No further step starts. The next server continues the operation. */
  soon: AbortSignal;
  /** Running steps must end. */
  now: AbortSignal;
}

/** A running step or rollback. */
interface Going {
  row: OperationRow;
  /** `undefined` after the last step. */
  step: Step | undefined;
  /** From 1. */
  number: number;
  stop: Stop;
  back: boolean;
  /** Rollback is possible or running. */
  returnable: boolean;
}

/** Runs the steps of operations or rolls them back, and records each in the database. */
export class Runner {
  readonly #place: Recorded;
  readonly #log: Logger;
  readonly #steps: (row: OperationRow) => Step[];
  readonly #closing: Closing;

  constructor(
    { log, ...place }: Recorded & { log: Logger },
    steps: (row: OperationRow) => Step[],
    closing: Closing,
  ) {
    this.#place = place;
    this.#log = log;
    this.#steps = steps;
    this.#closing = closing;
  }

  /**
   * Runs an operation to its end. The recorded state decides how it continues, even after losing the database.
   *
   * @returns the ended operation; `undefined` if another replica has it, the server stops, or the answer to the
   *   statement that recorded the end was lost
   */
  async run(row: OperationRow, stop: Stop): Promise<OperationRow | undefined> {
    for (let current: OperationRow | undefined = row; current !== undefined;) {
      const { attempts }: OperationRow = current;
      stop.see(current);
      try {
        const outcome = await this.#go(current, stop);
        if (outcome === 'left') return undefined;
        if (outcome !== 'again') return outcome;
      } catch (error) {
        const superseded = error instanceof Superseded;
        if (!superseded)
          this.#log.error(
            { err: error, operation: row.id },
            'an operation stopped unexpectedly; continuing it',
          );
        if (!(await this.#rest(superseded ? 1 : attempts + 1))) return undefined;
      }
      current = await this.#reread(row.id);
    }
    return undefined;
  }

  /**
   * Waits for the database. Continuing from an older state could roll back an operation after its point of no return.
   *
   * @returns the recorded operation; `undefined` if it has ended, another replica has it, or the server stops
   */
  async #reread(id: string): Promise<OperationRow | undefined> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await reread(this.#place, id);
      } catch (error) {
        this.#log.warn({ err: error, operation: id }, 'cannot read the progress of an operation');
        if (!(await this.#rest(tries))) return undefined;
      }
    }
  }

  /**
   * @returns the ended operation; `again` to continue from the recorded state; `left` if another replica continues
   */
  async #go(row: OperationRow, stop: Stop): Promise<OperationRow | 'again' | 'left'> {
    const steps = this.#steps(row);
    let saved = row;
    let { step }: { step: number } = row;
    if (row.state === 'running') {
      let { attempts } = row;
      for (; step < steps.length; step += 1, attempts = 0) {
        const current = steps[step] as Step;
        const returnable = canReturn(steps, step);
        const going: Going = { row, step: current, number: step + 1, stop, back: false, returnable };
        try {
          saved = await this.#forward(going, step + 1 === steps.length);
        } catch (error) {
          if (error instanceof Superseded) throw error;
          const stopped = returnable && stop.signal.aborted;
          // A stopping server aborts the step. The next server tries it again.
          const left = !returnable || this.#closing.soon.aborted || isPassing(error, attempts);
          if (left && !stopped) {
            // Its end may be recorded although the answer was lost with the connection.
            return (await this.#pause(going, error, attempts + 1)) ? 'again' : 'left';
          }
          const why = stopped ? (stop.signal.reason as unknown) : error;
          this.#log.warn(
            { err: why, operation: row.id, step: current.name },
            'a step failed; rolling back the operation',
          );
          if (toPlexicaError(why).code === 'internal_error')
            this.#log.error({ err: why, operation: row.id, step: current.name }, 'a step failed');
          await turnBack(this.#place, row.id, step, toStored(why, current.name));
          break;
        }
      }
      if (step === steps.length) {
        // An `outside` step may have recorded itself before the process died.
        return row.step === step
          ? record(this.#place, row.id, { attempts: 0, error: null, state: 'succeeded' })
          : saved;
      }
    }
    for (; step >= 0; step -= 1) {
      const going = { row, step: steps[step], number: step + 1, stop, back: true, returnable: true };
      if (!(await this.#back(going))) return 'left';
    }
    return record(this.#place, row.id, { state: 'failed' });
  }

  /** @returns the recorded operation */
  async #forward(going: Going, last: boolean): Promise<OperationRow> {
    const { row, number, stop, returnable: unlessCancelled } = going;
    const step = going.step as Step;
    const after: Values = { step: number, attempts: 0, error: null, ...(last ? { state: 'succeeded' } : {}) };
    return attempt([this.#closing.now, ...(going.returnable ? [stop.signal] : [])], async (signal) => {
      const work = toWork(going, signal);
      if (step.outside) {
        await step.run(work);
        return record(this.#place, row.id, after, { unlessCancelled });
      }
      const saved = await this.#place.database.transaction(async (transaction) => {
        await step.run({ ...work, transaction });
        return record(this.#place, row.id, after, { transaction, unlessCancelled });
      }, signal);
      this.#place.changes.tell('operations');
      return saved;
    });
  }

  /**
   * Rolls back one step, retrying until it succeeds.
   *
   * @returns false if this replica should let go of the operation
   */
  async #back(going: Going): Promise<boolean> {
    const { row, step, number } = going;
    const after = { step: Math.max(number - 2, 0), attempts: 0 };
    for (let tries = 1; ; tries += 1) {
      try {
        await attempt([this.#closing.now], async (signal) => {
          const work = toWork(going, signal);
          if (step === undefined || step.outside) {
            await step?.undo?.(work);
            await record(this.#place, row.id, after);
            return;
          }
          await this.#place.database.transaction(async (transaction) => {
            await step.undo?.({ ...work, transaction });
            await record(this.#place, row.id, after, { transaction });
          }, signal);
        });
        return true;
      } catch (error) {
        if (error instanceof Superseded) throw error;
        if (!(await this.#pause(going, error, tries))) return false;
      }
    }
  }

  /** @returns false if this replica should let go of the operation */
  async #pause(going: Going, error: unknown, attempts: number): Promise<boolean> {
    const { row, step, stop, back } = going;
    const name = step?.name ?? 'end';
    this.#log.warn(
      { err: error, operation: row.id, step: name, attempts },
      back ? 'the rollback of a step failed; retrying' : 'a step failed; retrying',
    );
    const stored = toStored(error, name);
    try {
      const { database, changes } = this.#place;
      // In one transaction, so that a caller who sees the obstacle no longer has to wait.
      await database.transaction(async (transaction) => {
        const values = { attempts, ...(back ? { obstacle: stored } : { error: stored }) };
        const { erasing } = await record(this.#place, row.id, values, { transaction });
        if (erasing === null && step?.letGo && isInTheWay(going, error))
          await this.#letGo(going, transaction);
      });
      changes.tell('operations');
    } catch (failure) {
      if (failure instanceof Superseded) throw failure;
      this.#log.warn({ err: failure, operation: row.id }, 'cannot record what blocks an operation');
    }
    return this.#rest(attempts, back || !going.returnable ? undefined : stop.signal);
  }

  /** Lets others change the tenant while the operation erases unused data. */
  async #letGo(going: Going, transaction: Transaction): Promise<void> {
    const { row, step } = going;
    const { database, changes } = this.#place;
    const erasing = await step?.letGo?.({ ...toWork(going, this.#closing.now), transaction });
    const held = await database.rows(
      `UPDATE plexica.operations SET erasing = $3 WHERE id = $1 AND replica = $2 RETURNING id`,
      [row.id, changes.replica, erasing],
      transaction,
    );
    if (held.length === 0) throw new Superseded();
    this.#log.warn(
      { operation: row.id, step: step?.name },
      'an operation is blocked; others can change its tenant meanwhile',
    );
  }

  /**
   * @param stop ends the pause
   * @returns false if the server is stopping; the next server continues the operation
   */
  async #rest(attempts: number, stop?: AbortSignal): Promise<boolean> {
    const { soon } = this.#closing;
    const signal = stop === undefined ? soon : AbortSignal.any([soon, stop]);
    const ms = RETRY_MS[Math.min(attempts, RETRY_MS.length) - 1];
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    return !soon.aborted;
  }
}

function toWork({ row, number, stop }: Going, signal: AbortSignal): Work {
  return {
    operation: row.id,
    number,
    principal: row.principal,
    transaction: null,
    signal,
    overdue: stop.overdue,
  };
}

/** Whether the step may succeed on retry: the database was unavailable or a lock was held. */
function isPassing(error: unknown, attempts: number): boolean {
  const { code } = toPlexicaError(error);
  const locked = code === 'busy' || code === 'blocked_by_session';
  return code === 'database_unavailable' || (locked && attempts < BUSY_ATTEMPTS);
}

/** Whether others can change the tenant although an operation still has data to erase. */
function isInTheWay({ back, returnable, stop }: Going, error: unknown): boolean {
  if (returnable && !back) return false;
  const { code } = toPlexicaError(error);
  return code === 'blocked_by_session' || code === 'busy' || stop.overdue;
}
