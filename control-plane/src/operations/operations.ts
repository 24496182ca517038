import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { UniqueConstraintError, type Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Changes } from '../database/changes.ts';
import { replicaLives } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { AuditTrail } from '../http/audit-trail.ts';
import { noteInAudit } from '../http/audited.ts';
import { KINDS, type KindName } from './kinds.ts';
import { DRIVEN, toOperation, type DrivenRow, type OperationRow, type Operation } from './operation.ts';
import { Runner } from './runner.ts';
import type { Definition, Step } from './step.ts';
import { Stop } from './stop.ts';

export interface Start<Input> {
  kind: KindName;
  /** What it changes, such as `tenant acme`. */
  subject: string;
  /** Slug of the tenant that it changes. Only one operation of a tenant runs at a time. */
  tenant: string;
  principal: string;
  input: Input;
}

/** An operation that this replica runs. */
interface Driven {
  ended: Promise<OperationRow | undefined>;
  stop: Stop;
}

/** Interval, in milliseconds, of the search for operations of dead replicas. */
const SWEEP_MS = 1_000;

/** How long a stopping server waits for running operations, and then for those it aborted. */
const CLOSE_MS = 10_000;
const CUT_MS = 6_000;

/**
 * Runs operations. Each of their named steps is recorded in the database. If a process is killed, the server that finds
 * the operation continues it or rolls it back.
 */
export class Operations {
  readonly #database: PlatformDatabase;
  readonly #changes: Changes;
  readonly #log: Logger;
  readonly #definitions = new Map<KindName, Definition<never>>();
  readonly #running = new Map<string, Driven>();
  readonly #runner: Runner;
  readonly #closing = { soon: new AbortController(), now: new AbortController() };
  readonly #off: () => void;
  #sweep: NodeJS.Timeout | undefined;

  constructor(database: PlatformDatabase, changes: Changes, audit: AuditTrail, log: Logger) {
    this.#database = database;
    this.#changes = changes;
    this.#log = log;
    const { soon, now } = this.#closing;
    this.#runner = new Runner({ database, changes, audit, log }, (row) => this.#defined(row), {
      soon: soon.signal,
      now: now.signal,
    });
    this.#off = changes.on('cancellations', () => void this.#seeCancellations());
  }

  define<Input>(kind: KindName, definition: Definition<Input>): void {
    this.#definitions.set(kind, definition);
  }

  /** Continues the operations of dead replicas, now and periodically. */
  async resume(): Promise<void> {
    try {
      await this.#takeUp();
    } catch (error) {
      this.#log.error({ err: error }, 'cannot check for orphaned operations');
    }
    if (!this.#isClosing) this.#sweep = setTimeout(() => void this.resume(), SWEEP_MS).unref();
  }

  get #isClosing(): boolean {
    return this.#closing.soon.signal.aborted;
  }

  async #takeUp(): Promise<void> {
    // An own operation that nothing runs was recorded by a commit whose answer was lost with the connection.
    // Rows locked by the last transaction of a dead replica are skipped: the next search finds them.
    const orphans = await this.#database.rows<DrivenRow>(
      `WITH orphans AS (
         SELECT id FROM plexica.operations o
          WHERE state IN ('running', 'undoing') AND kind = ANY ($3)
            AND CASE WHEN replica = $1 THEN id <> ALL ($2::uuid[]) AND updated_at < now() - interval '10 seconds'
                ELSE NOT ${replicaLives('o.replica')} END
          FOR UPDATE SKIP LOCKED)
       UPDATE plexica.operations o SET replica = $1 FROM orphans WHERE o.id = orphans.id RETURNING ${DRIVEN}`,
      [this.#changes.replica, [...this.#running.keys()], [...this.#definitions.keys()]],
    );
    for (const row of orphans) {
      this.#log.warn(
        { operation: row.id, kind: row.kind, step: row.step, state: row.state },
        'continuing an operation of a server that has stopped',
      );
      this.#drive(row);
    }
  }

  /**
   * Starts an operation and returns immediately.
   *
   * @param prepare runs in the transaction that records the operation and can complete the input
   * @throws PlexicaError `operation_in_progress` if another operation changes the tenant
   */
  async start<Input extends object>(
    { kind, subject, tenant, principal, input }: Start<Input>,
    prepare?: (transaction: Transaction) => Promise<Input | void>,
  ): Promise<string> {
    if (this.#isClosing) throw new PlexicaError('shutting_down', 'the server is stopping', { retryAfter: 2 });
    const row = await this.#database.transaction(async (transaction) => {
      const made = await this.#record({ kind, subject, tenant, principal, input }, transaction);
      noteInAudit({ operation: made.id });
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

  /** @param ms longest wait in milliseconds. @returns the operation in its current state */
  async wait(id: string, ms: number): Promise<Operation> {
    const running = this.#running.get(id);
    if (running !== undefined) {
      const abort = new AbortController();
      const tooLong = sleep(ms, undefined, { signal: abort.signal }).catch(() => undefined);
      const ended = await Promise.race([running.ended, tooLong]);
      abort.abort();
      if (ended !== undefined) return toOperation(ended, this.steps(ended));
    }
    return this.show(id);
  }

  /** @throws PlexicaError `operation_not_found` */
  async show(id: string): Promise<Operation> {
    const row = await this.find(id);
    return toOperation(row, this.steps(row));
  }

  /** @throws PlexicaError `operation_not_found` */
  async find(id: string): Promise<OperationRow> {
    const [row] = await this.#database.rows<OperationRow>('SELECT * FROM plexica.operations WHERE id = $1', [
      id,
    ]);
    if (row === undefined) throw new PlexicaError('operation_not_found', `no operation has the id ${id}`);
    return row;
  }

  /** @returns the operation that changes the tenant now */
  async changing(tenant: string): Promise<Operation | undefined> {
    const [row] = await this.#database.rows<OperationRow>(
      `SELECT * FROM plexica.operations WHERE tenant = $1 AND state IN ('running', 'undoing') AND erasing IS NULL`,
      [tenant],
    );
    return row && toOperation(row, this.steps(row));
  }

  /** Inputs of the unfinished operations of these kinds. */
  async unfinishedInputs<Input>(kinds: readonly KindName[], transaction: Transaction): Promise<Input[]> {
    const rows = await this.#database.rows<{ input: Input }>(
      `SELECT input FROM plexica.operations WHERE state IN ('running', 'undoing') AND kind = ANY ($1)`,
      [kinds],
      transaction,
    );
    return rows.map(({ input }) => input);
  }

  /**
   * Removes all operations of a tenant except the one that erases it.
   *
   * @param tenant slug
   */
  async forget(tenant: string, except: string, transaction: Transaction | null): Promise<void> {
    await this.#database.rows(
      'DELETE FROM plexica.operations WHERE tenant = $1 AND id <> $2 RETURNING id',
      [tenant, except],
      transaction ?? undefined,
    );
  }

  /** Removes operations that ended more than 30 days ago. */
  async forgetOld(): Promise<void> {
    await this.#database.rows(
      `DELETE FROM plexica.operations
        WHERE state IN ('succeeded', 'failed') AND updated_at < now() - interval '30 days' RETURNING id`,
    );
  }

  /** Steps of an operation, for display. Empty if only a newer server knows its kind. */
  steps(row: OperationRow): Step[] {
    return this.#definitions.has(row.kind) ? this.#defined(row) : [];
  }

  /** Lets running operations finish and starts no others. The next server continues those that do not finish. */
  async close(): Promise<void> {
    this.#off();
    this.#closing.soon.abort();
    clearTimeout(this.#sweep);
    const ended = Promise.allSettled([...this.#running.values()].map(({ ended }) => ended));
    const left = await Promise.race([ended, sleep(CLOSE_MS, 'late', { ref: false })]);
    this.#closing.now.abort(new PlexicaError('shutting_down', 'the server is stopping', { retryAfter: 2 }));
    if (left === 'late') await Promise.race([ended, sleep(CUT_MS, undefined, { ref: false })]);
  }

  async #record(
    { kind, subject, tenant, principal, input }: Start<object>,
    transaction: Transaction,
  ): Promise<DrivenRow> {
    try {
      const [made] = await this.#database.rows<DrivenRow>(
        `INSERT INTO plexica.operations AS o (kind, subject, tenant, principal, input, state, replica, deadline)
         VALUES ($1, $2, $3, $4, $5, 'running', $6, now() + $7 * interval '1 millisecond') RETURNING ${DRIVEN}`,
        [
          kind,
          subject,
          tenant,
          principal,
          JSON.stringify(input),
          this.#changes.replica,
          KINDS[kind].deadline,
        ],
        transaction,
      );
      return made as DrivenRow;
    } catch (error) {
      if (error instanceof UniqueConstraintError) throw await this.#inProgress(tenant);
      throw error;
    }
  }

  #defined(row: OperationRow): Step[] {
    const definition = this.#definitions.get(row.kind);
    if (definition === undefined) throw new Error(`unknown kind of operation: ${row.kind}`);
    return definition(row.input as never);
  }

  async #inProgress(tenant: string): Promise<PlexicaError> {
    const other = await this.changing(tenant);
    const message = other
      ? `operation ${other.id} (${other.kind}, ${other.subject}) is ${other.state}`
      : 'another operation has just ended';
    return new PlexicaError('operation_in_progress', message, { retryAfter: 1 });
  }

  #drive(row: DrivenRow): void {
    const stop = new Stop(row);
    const ended = this.#runner.run(row, stop).finally(() => {
      stop.clear();
      this.#running.delete(row.id);
    });
    this.#running.set(row.id, { ended, stop });
  }

  async #seeCancellations(): Promise<void> {
    if (this.#running.size === 0) return;
    try {
      const rows = await this.#database.rows<Pick<OperationRow, 'id' | 'cancelled_by'>>(
        `SELECT id, cancelled_by FROM plexica.operations WHERE id = ANY ($1::uuid[]) AND cancelled_by IS NOT NULL`,
        [[...this.#running.keys()]],
      );
      for (const row of rows) this.#running.get(row.id)?.stop.see(row);
    } catch (error) {
      // Recording the step detects the cancellation as well.
      this.#log.warn({ err: error }, 'cannot check which operations were cancelled');
    }
  }
}
