import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { UniqueConstraintError, type Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Changes } from '../database/changes.ts';
import { replicaLives } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { toOperation, type OperationRow, type Operation } from './operation.ts';
import { Runner } from './runner.ts';
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
  readonly #running = new Map<string, Promise<OperationRow | undefined>>();
  readonly #runner: Runner;
  readonly #closing = new AbortController();
  #sweep: NodeJS.Timeout | undefined;

  constructor(database: PlatformDatabase, changes: Changes, log: Logger) {
    this.#database = database;
    this.#changes = changes;
    this.#log = log;
    this.#runner = new Runner({ database, changes, log }, (row) => this.#steps(row), this.#closing.signal);
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
      const tooLong = sleep(ms, undefined, { signal: abort.signal }).catch(() => undefined);
      const ended = await Promise.race([running, tooLong]);
      abort.abort();
      if (ended !== undefined) return toOperation(ended, this.#steps(ended));
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
    const done = this.#runner.run(row).finally(() => this.#running.delete(row.id));
    this.#running.set(row.id, done);
  }
}
