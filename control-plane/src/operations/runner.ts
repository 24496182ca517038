import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Transaction } from 'sequelize';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { storableJson } from '../database/storable-text.ts';
import { toPlexicaError } from '../http/known-errors.ts';
import type { OperationRow } from './operation.ts';
import type { Step } from './step.ts';

const RETRY_MS = [200, 1_000, 5_000, 30_000];
/** How often a step may find locks in its way before the operation is undone. */
const BUSY_ATTEMPTS = 4;

/** Takes operations through their steps, forward or back, and records each in the database. */
export class Runner {
  readonly #database: PlatformDatabase;
  readonly #changes: Changes;
  readonly #log: Logger;
  readonly #steps: (row: OperationRow) => Step[];
  readonly #closing: AbortSignal;

  /** @param closing aborts when the server stops: what is begun is left to whoever starts next */
  constructor(
    { database, changes, log }: { database: PlatformDatabase; changes: Changes; log: Logger },
    steps: (row: OperationRow) => Step[],
    closing: AbortSignal,
  ) {
    this.#database = database;
    this.#changes = changes;
    this.#log = log;
    this.#steps = steps;
    this.#closing = closing;
  }

  /**
   * Whatever happens to the database meanwhile: what is recorded there decides where to go on.
   *
   * @returns the operation as it ended; `undefined` when it is another replica's, the server stops, or the answer to the
   *   statement that recorded its end was lost
   */
  async run(row: OperationRow): Promise<OperationRow | undefined> {
    for (let current: OperationRow | undefined = row; current !== undefined;) {
      const { attempts }: OperationRow = current;
      try {
        const outcome = await this.#go(current);
        if (outcome === 'left') return undefined;
        if (outcome !== 'again') return outcome;
      } catch (error) {
        if (error instanceof Superseded) return undefined;
        this.#log.error({ err: error, operation: row.id }, 'an operation stopped and is taken up again');
        if (!(await this.#rest(attempts + 1))) return undefined;
      }
      current = await this.#reread(row.id);
    }
    return undefined;
  }

  /**
   * Waits until the database tells: to go on from an older state could undo what has passed its point of no return.
   *
   * @returns the operation as it is recorded; `undefined` when it has ended, is another replica's, or the server stops
   */
  async #reread(id: string): Promise<OperationRow | undefined> {
    for (let tries = 1; ; tries += 1) {
      try {
        const [row] = await this.#database.rows<OperationRow>(
          `SELECT * FROM plexica.operations WHERE id = $1 AND replica = $2 AND state IN ('running', 'undoing')`,
          [id, this.#changes.replica],
        );
        return row;
      } catch (error) {
        this.#log.warn({ err: error, operation: id }, 'cannot read how far an operation has come');
        if (!(await this.#rest(tries))) return undefined;
      }
    }
  }

  /** @returns the operation as it ended; `again` to go on from what is recorded, `left` to somebody else */
  async #go(row: OperationRow): Promise<OperationRow | 'again' | 'left'> {
    const steps = this.#steps(row);
    let saved = row;
    let { step, error: failure }: { step: number; error: object | null } = row;
    if (row.state === 'running') {
      let { attempts } = row;
      for (; step < steps.length; step += 1, attempts = 0) {
        const current = steps[step] as Step;
        try {
          saved = await this.#forward(row, current, step + 1, step + 1 === steps.length);
        } catch (error) {
          if (error instanceof Superseded) throw error;
          const returnable = !steps.slice(0, step).some((done) => done.pointOfNoReturn);
          // A server that stops ends what a step needs; whether the step can be done is seen at the next start.
          if (!returnable || this.#closing.aborted || isPassing(error, attempts)) {
            // Its end may have been recorded, and only the word of it lost with the connection.
            return (await this.#pause(row, current, error, attempts + 1)) ? 'again' : 'left';
          }
          failure = toStored(error, current.name);
          this.#log.warn(
            { err: error, operation: row.id, step: current.name },
            'a step failed and the operation is undone',
          );
          if (toPlexicaError(error).code === 'internal_error')
            this.#log.error({ err: error, operation: row.id, step: current.name }, 'a step failed');
          await this.#save(row.id, { state: 'undoing', error: failure });
          break;
        }
      }
      if (step === steps.length) {
        // A step that works outside may have recorded itself, and the process died before the end was.
        return row.step === step ? this.#save(row.id, { attempts: 0, state: 'succeeded' }) : saved;
      }
    }
    for (; step >= 0; step -= 1) {
      if (!(await this.#back(row, steps[step], step + 1))) return 'left';
    }
    // What went wrong, and not what was in the way of taking it back.
    return this.#save(row.id, { state: 'failed', ...(failure && { error: failure }) });
  }

  /** @returns the operation as it is recorded then */
  async #forward(row: OperationRow, step: Step, number: number, last: boolean): Promise<OperationRow> {
    const work = { operation: row.id, number, principal: row.principal };
    const after = last ? { step: number, attempts: 0, state: 'succeeded' } : { step: number, attempts: 0 };
    if (step.outside) {
      await step.run({ ...work, transaction: null });
      return this.#save(row.id, after);
    }
    const saved = await this.#database.transaction(async (transaction) => {
      await step.run({ ...work, transaction });
      return this.#save(row.id, after, transaction);
    });
    this.#changes.tell('operations');
    return saved;
  }

  /** Undoes one step, as often as it takes. @returns false when this replica should let go of the operation */
  async #back(row: OperationRow, step: Step | undefined, number: number): Promise<boolean> {
    const work = { operation: row.id, number, principal: row.principal };
    const after = { step: Math.max(number - 2, 0) };
    for (let tries = 1; ; tries += 1) {
      try {
        if (step === undefined || step.outside) {
          await step?.undo?.({ ...work, transaction: null });
          await this.#save(row.id, after);
        } else {
          await this.#database.transaction(async (transaction) => {
            await step.undo?.({ ...work, transaction });
            await this.#save(row.id, after, transaction);
          });
        }
        return true;
      } catch (error) {
        if (error instanceof Superseded) throw error;
        if (!(await this.#pause(row, step, error, tries))) return false;
      }
    }
  }

  /** @returns the operation as it is recorded then. @throws Superseded when another replica has taken it */
  async #save(
    id: string,
    values: { step?: number; attempts?: number; state?: string; error?: object },
    transaction?: Transaction,
  ): Promise<OperationRow> {
    const { step, attempts, state, error } = values;
    const [saved] = await this.#database.rows<OperationRow>(
      `UPDATE plexica.operations SET step = coalesce($3, step), attempts = coalesce($4, attempts),
         state = coalesce($5, state), error = CASE WHEN $4 = 0 THEN NULL ELSE coalesce($6, error) END, updated_at = now()
        WHERE id = $1 AND replica = $2 RETURNING *`,
      [
        id,
        this.#changes.replica,
        step ?? null,
        attempts ?? null,
        state ?? null,
        error === undefined ? null : storableJson(JSON.stringify(error)),
      ],
      transaction,
    );
    if (saved === undefined) throw new Superseded();
    if (transaction === undefined) this.#changes.tell('operations');
    return saved;
  }

  /** @returns false when this replica should let go of the operation */
  async #pause(
    row: OperationRow,
    step: Step | undefined,
    error: unknown,
    attempts: number,
  ): Promise<boolean> {
    const name = step?.name ?? 'end';
    this.#log.warn(
      { err: error, operation: row.id, step: name, attempts },
      'a step failed and is tried again',
    );
    await this.#save(row.id, { attempts, error: toStored(error, name) }).catch((failure: unknown) => {
      if (failure instanceof Superseded) throw failure;
    });
    return this.#rest(attempts);
  }

  /** @returns false when the server is stopping: whoever starts next takes the operation up */
  async #rest(attempts: number): Promise<boolean> {
    const signal = this.#closing;
    const ms = RETRY_MS[Math.min(attempts, RETRY_MS.length) - 1];
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    return !signal.aborted;
  }
}

/** Another replica has taken the operation, because this one looked dead. */
class Superseded extends Error {
  override name = 'Superseded';
}

/** Whether the same step may succeed a moment later, with nothing changed: the database was away, or locked for now. */
function isPassing(error: unknown, attempts: number): boolean {
  const { code } = toPlexicaError(error);
  return code === 'database_unavailable' || (code === 'busy' && attempts < BUSY_ATTEMPTS);
}

function toStored(error: unknown, step: string): object {
  const { code, message, hint, issues } = toPlexicaError(error);
  return {
    code,
    message: code === 'internal_error' ? 'see the log of the server' : message,
    hint,
    issues,
    step,
  };
}
