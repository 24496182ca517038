import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { UniqueConstraintError, type Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Changes } from '../database/changes.ts';
import { replicaLives } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { toPlexicaError } from '../http/known-errors.ts';
import { toOperation, type OperationRow, type Operation } from './operation.ts';
import type { Definition, Step } from './step.ts';

export interface Start<Input> {
  kind: string;
  /** What it is about: `tenant acme`. */
  subject: string;
  /** Of all operations with the same lock one runs at a time. */
  lock: string;
  principal: string;
  input: Input;
}

const RETRY_MS = [200, 1_000, 5_000, 30_000];
/** How long an operation of a replica that died may lie before another takes it up. */
const SWEEP_MS = 1_000;

/**
 * Runs operations: named steps, each recorded in the database, so that what a killed process began is continued or
 * undone by whoever finds it.
 */
export class Operations {
  readonly #database: PlatformDatabase;
  readonly #changes: Changes;
  readonly #log: Logger;
  readonly #definitions = new Map<string, Definition<never>>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #sweep: NodeJS.Timeout | undefined;

  constructor(database: PlatformDatabase, changes: Changes, log: Logger) {
    this.#database = database;
    this.#changes = changes;
    this.#log = log;
  }

  define<Input>(kind: string, definition: Definition<Input>): void {
    this.#definitions.set(kind, definition);
  }

  /** Takes up whatever dead replicas left unfinished, now and from time to time. */
  async resume(): Promise<void> {
    try {
      await this.#takeUp();
    } finally {
      if (!this.#isClosing) this.#sweep = setTimeout(() => this.#resumeAgain(), SWEEP_MS).unref();
    }
  }

  #resumeAgain(): void {
    this.resume().catch((error: unknown) =>
      this.#log.error({ err: error }, 'cannot look for orphaned operations'),
    );
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #takeUp(): Promise<void> {
    // One of its own that nobody drives was recorded by a commit whose answer was lost with the connection.
    const orphans = await this.#database.rows<OperationRow>(
      `UPDATE plexica.operations o SET replica = $1
        WHERE state IN ('running', 'undoing')
          AND CASE WHEN replica = $1 THEN id <> ALL ($2::uuid[]) AND updated_at < now() - interval '10 seconds'
              ELSE NOT ${replicaLives('o.replica')} END
      RETURNING *`,
      [this.#changes.replica, [...this.#running.keys()]],
    );
    for (const row of orphans) {
      this.#log.warn(
        { operation: row.id, kind: row.kind, step: row.step, state: row.state },
        'taking up an operation',
      );
      this.#drive(row);
    }
  }

  /**
   * Begins an operation and returns at once.
   *
   * @param prepare runs in the transaction that records the operation, so that both happen or neither; it may complete
   *   the input with what it learnt or made
   * @throws PlexicaError `operation_in_progress` when another holds the lock
   */
  async start<Input extends object>(
    { kind, subject, lock, principal, input }: Start<Input>,
    prepare?: (transaction: Transaction) => Promise<Input | void>,
  ): Promise<string> {
    if (this.#isClosing) throw new PlexicaError('shutting_down', 'the server is stopping', { retryAfter: 2 });
    const row = await this.#database.transaction(async (transaction) => {
      const made = await this.#record({ kind, subject, lock, principal, input }, transaction);
      const complete = await prepare?.(transaction);
      if (!complete) return made;
      await this.#database.rows(
        'UPDATE plexica.operations SET input = $2 WHERE id = $1 RETURNING id',
        [made.id, JSON.stringify(complete)],
        transaction,
      );
      return { ...made, input: complete };
    });
    this.#drive(row);
    return row.id;
  }

  /** @param ms how long to wait at most. @returns the operation as it is then */
  async wait(id: string, ms: number): Promise<Operation> {
    const running = this.#running.get(id);
    if (running !== undefined) {
      const abort = new AbortController();
      await Promise.race([running, sleep(ms, undefined, { signal: abort.signal }).catch(() => undefined)]);
      abort.abort();
    }
    return this.show(id);
  }

  /** @throws PlexicaError `operation_not_found` */
  async show(id: string): Promise<Operation> {
    return (await this.showWithOwner(id)).operation;
  }

  /** @returns the operation, the principal who began it and the lock that it holds. @throws PlexicaError `operation_not_found` */
  async showWithOwner(id: string): Promise<{ owner: string; lock: string; operation: Operation }> {
    const [row] = await this.#database.rows<OperationRow>('SELECT * FROM plexica.operations WHERE id = $1', [
      id,
    ]);
    if (row === undefined) throw new PlexicaError('operation_not_found', `there is no operation ${id}`);
    return { owner: row.principal, lock: row.lock, operation: toOperation(row, this.#steps(row)) };
  }

  /** @returns the operation that has a lock now, and so keeps others from starting */
  async holding(lock: string): Promise<Operation | undefined> {
    const [row] = await this.#database.rows<OperationRow>(
      `SELECT * FROM plexica.operations WHERE lock = $1 AND state IN ('running', 'undoing')`,
      [lock],
    );
    return row && toOperation(row, this.#steps(row));
  }

  /** Finishes what is running and takes nothing new. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#sweep);
    await Promise.race([
      Promise.allSettled(this.#running.values()),
      sleep(10_000, undefined, { ref: false }),
    ]);
  }

  async #record(
    { kind, subject, lock, principal, input }: Start<object>,
    transaction: Transaction,
  ): Promise<OperationRow> {
    try {
      const [made] = await this.#database.rows<OperationRow>(
        `INSERT INTO plexica.operations (kind, subject, lock, principal, input, state, replica)
         VALUES ($1, $2, $3, $4, $5, 'running', $6) RETURNING *`,
        [kind, subject, lock, principal, JSON.stringify(input), this.#changes.replica],
        transaction,
      );
      return made as OperationRow;
    } catch (error) {
      if (error instanceof UniqueConstraintError) throw await this.#inProgress(lock);
      throw error;
    }
  }

  #steps(row: OperationRow): Step[] {
    const definition = this.#definitions.get(row.kind);
    if (definition === undefined) throw new Error(`nobody knows operations of the kind ${row.kind}`);
    return definition(row.input as never);
  }

  async #inProgress(lock: string): Promise<PlexicaError> {
    const [other] = await this.#database.rows<{ id: string; kind: string; subject: string }>(
      `SELECT id, kind, subject FROM plexica.operations WHERE lock = $1 AND state IN ('running', 'undoing')`,
      [lock],
    );
    const message = other
      ? `operation ${other.id} (${other.kind}, ${other.subject}) is running`
      : 'another has just ended';
    return new PlexicaError('operation_in_progress', message, { retryAfter: 1 });
  }

  #drive(row: OperationRow): void {
    const done = this.#runToItsEnd(row).finally(() => this.#running.delete(row.id));
    this.#running.set(row.id, done);
  }

  /** Whatever happens to the database meanwhile: what is recorded there decides where to go on. */
  async #runToItsEnd(row: OperationRow): Promise<void> {
    for (let current: OperationRow | undefined = row; current !== undefined;) {
      const { attempts }: OperationRow = current;
      try {
        if (!(await this.#run(current))) return;
      } catch (error) {
        if (error instanceof Superseded) return;
        this.#log.error({ err: error, operation: row.id }, 'an operation stopped and is taken up again');
        if (!(await this.#rest(attempts + 1))) return;
      }
      current = await this.#reread(row.id);
    }
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

  /** @returns whether to look at what is recorded and go on from there; otherwise there is nothing more to do here */
  async #run(row: OperationRow): Promise<boolean> {
    const steps = this.#steps(row);
    let { step, error: failure }: { step: number; error: object | null } = row;
    if (row.state === 'running') {
      let { attempts } = row;
      for (; step < steps.length; step += 1, attempts = 0) {
        const current = steps[step] as Step;
        try {
          await this.#forward(row, current, step + 1, step + 1 === steps.length);
        } catch (error) {
          if (error instanceof Superseded) throw error;
          const returnable = !steps.slice(0, step).some((done) => done.pointOfNoReturn);
          if (!returnable || isPassing(error)) {
            // Its end may have been recorded, and only the word of it lost with the connection.
            return this.#pause(row, current, error, attempts + 1);
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
        if (row.step === step) await this.#save(row.id, { attempts: 0, state: 'succeeded' });
        return false;
      }
    }
    for (; step >= 0; step -= 1) {
      if (!(await this.#back(row, steps[step], step + 1))) return false;
    }
    // What went wrong, and not what was in the way of taking it back.
    await this.#save(row.id, { state: 'failed', ...(failure && { error: failure }) });
    return false;
  }

  async #forward(row: OperationRow, step: Step, number: number, last: boolean): Promise<void> {
    const work = { operation: row.id, number, principal: row.principal };
    const after = last ? { step: number, attempts: 0, state: 'succeeded' } : { step: number, attempts: 0 };
    if (step.outside) {
      await step.run({ ...work, transaction: null });
      await this.#save(row.id, after);
      return;
    }
    await this.#database.transaction(async (transaction) => {
      await step.run({ ...work, transaction });
      await this.#save(row.id, after, transaction);
    });
    this.#changes.tell('operations');
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

  /** @throws Superseded when another replica has taken the operation */
  async #save(
    id: string,
    values: { step?: number; attempts?: number; state?: string; error?: object },
    transaction?: Transaction,
  ): Promise<void> {
    const { step, attempts, state, error } = values;
    const saved = await this.#database.rows(
      `UPDATE plexica.operations SET step = coalesce($3, step), attempts = coalesce($4, attempts),
         state = coalesce($5, state), error = CASE WHEN $4 = 0 THEN NULL ELSE coalesce($6, error) END, updated_at = now()
        WHERE id = $1 AND replica = $2 RETURNING id`,
      [
        id,
        this.#changes.replica,
        step ?? null,
        attempts ?? null,
        state ?? null,
        error === undefined ? null : JSON.stringify(error),
      ],
      transaction,
    );
    if (saved.length === 0) throw new Superseded();
    if (transaction === undefined) this.#changes.tell('operations');
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
    const { signal } = this.#closing;
    const ms = RETRY_MS[Math.min(attempts, RETRY_MS.length) - 1];
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    return !signal.aborted;
  }
}

/** Another replica has taken the operation, because this one looked dead. */
class Superseded extends Error {
  override name = 'Superseded';
}

/** Whether the same step may succeed a moment later, with nothing changed: the database was away or locked. */
function isPassing(error: unknown): boolean {
  const { code } = toPlexicaError(error);
  return code === 'database_unavailable' || code === 'busy';
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
