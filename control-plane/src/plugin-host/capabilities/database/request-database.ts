import type { ClientBase } from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import { literal } from '../../../database/names.ts';
import { hangUp } from '../../../database/hang-up.ts';
import { endsConnection, tellsOfUnreachable } from '../../../errors/unreachable.ts';
import type { WireValue } from './messages.ts';
import type { Connections } from './connections.ts';
import { toRefusal } from './errors.ts';
import { StatementRefused } from './refused.ts';
import { type Result, type RowSink, runStatement } from './run-statement.ts';
import { checkStatement, checkValues } from './statement.ts';

/**
 * Where the statements of a request run: on connections of its installation, or in the open transaction of an operation
 * on a connection of `createClient`.
 */
export type Source =
  | {
      connections: Connections;
      installation: number;
      /** Id of the workspace whose rows they see. Otherwise, rows of no workspace. */
      workspace?: string | undefined;
    }
  | { transaction: ClientBase };

interface Open {
  client: ClientBase;
  /** Numbers of the transaction and of its savepoints, innermost last. */
  stack: number[];
  /** One statement at a time runs on a connection. */
  turn: Promise<unknown>;
  /** A result was too large, and closing the connection may be the only way to stop it. */
  tooMuch?: boolean;
}

/** Serves `ctx.db` for one request. All its input comes from an untrusted process. */
export class RequestDatabase {
  readonly #source: Source;
  #open: Open[] = [];
  /** Connections of statements that run by themselves. */
  readonly #running = new Set<ClientBase>();
  #last = 0;
  #closed = false;
  #aborted = false;
  /** Why a statement could not start or finish, if that is not the fault of the plugin. */
  unavailable: PlexicaError | undefined;

  constructor(source: Source) {
    this.#source = source;
    if ('transaction' in source) {
      this.#open.push({ client: source.transaction, stack: [0], turn: Promise.resolve() });
    }
  }

  /**
   * @param transaction 0, or the number that `begin` gave
   * @param sink takes the rows that arrive before the last of them
   * @throws StatementRefused
   */
  async statement(transaction: number, sql: string, values: WireValue[], sink: RowSink): Promise<Result> {
    checkValues(values);
    const checked = checkStatement(sql, 'installation' in this.#source ? this.#source.installation : 0);
    // Most are known already, and then nothing has to wait.
    const { returnsWritten } = checked instanceof Promise ? await checked : checked;
    const run = (client: ClientBase) => runStatement(client, { sql, values, returnsWritten }, sink);
    if (transaction > 0 || 'transaction' in this.#source) {
      return this.#inTurn(this.#find(transaction), run);
    }
    const { connections, installation, workspace } = this.#source;
    if (workspace !== undefined) return this.#alone(sql, values, sink);
    const client = await this.#acquire();
    this.#running.add(client);
    let broken = false;
    try {
      return await run(client);
    } catch (error) {
      const reason = this.#reasonFor(client, error);
      broken = !isFromServer(reason);
      throw toRefusal(reason);
    } finally {
      this.#running.delete(client);
      connections.release(installation, client, broken || this.#aborted);
    }
  }

  /** Runs a statement in a transaction of its own, which says whose rows it sees. */
  async #alone(sql: string, values: WireValue[], sink: RowSink): Promise<Result> {
    const transaction = await this.begin(0);
    try {
      const result = await this.statement(transaction, sql, values, sink);
      await this.commit(transaction);
      return result;
    } catch (error) {
      // A failed commit has ended it already.
      await this.rollback(transaction).catch(() => undefined);
      throw error;
    }
  }

  /** Opens a transaction, or a savepoint in `transaction`, and gives its number. */
  async begin(transaction: number): Promise<number> {
    this.#last += 1;
    const number = this.#last;
    if (transaction > 0 || 'transaction' in this.#source) {
      const open = this.#find(transaction);
      await this.#inTurn(open, (client) => client.query(`savepoint plexica_${number}`));
      open.stack.push(number);
      return number;
    }
    const client = await this.#acquire();
    const open: Open = { client, stack: [number], turn: Promise.resolve() };
    this.#open.push(open);
    const { workspace } = this.#source;
    // A transaction pooler gives the connection to others afterwards, so the setting must not outlive the transaction.
    const seen = workspace === undefined ? '' : `; set local plexica.workspace = ${literal(workspace)}`;
    await this.#inTurn(open, () => client.query(`begin${seen}`));
    return number;
  }

  commit(transaction: number): Promise<void> {
    return this.#finish(transaction, 'commit', (name) => `release savepoint ${name}`);
  }

  rollback(transaction: number): Promise<void> {
    return this.#finish(
      transaction,
      'rollback',
      (name) => `rollback to savepoint ${name}; release savepoint ${name}`,
    );
  }

  /** The request was aborted: ends its running statements. */
  async abort(): Promise<void> {
    this.#aborted = true;
    for (const client of this.#running) hangUp(client);
    await this.close();
  }

  /** The request has ended: rolls back its open transactions. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { connections, installation } = this.#source as { connections?: Connections; installation: number };
    if (!connections) return;
    const open = this.#open;
    this.#open = [];
    // A statement that still runs would be waited for; hanging up ends it as well.
    for (const { client } of open) connections.release(installation, client as never, true);
  }

  async #finish(transaction: number, word: string, savepoint: (name: string) => string): Promise<void> {
    const open = this.#find(transaction);
    if (transaction === 0 || open.stack.at(-1) !== transaction) {
      throw new StatementRefused('25000', 'Only the innermost open transaction can be ended.');
    }
    open.stack.pop();
    if (open.stack.length > 0) {
      await this.#inTurn(open, (client) => client.query(savepoint(`plexica_${transaction}`)));
      return;
    }
    const { connections, installation } = this.#source as { connections: Connections; installation: number };
    let broken = true;
    try {
      const { command } = await this.#inTurn(open, (client) => client.query(word));
      broken = false;
      if (word === 'commit' && command === 'ROLLBACK') {
        throw new StatementRefused(
          '25P02',
          'The transaction was rolled back because a statement in it failed.',
        );
      }
    } catch (error) {
      broken &&= !isFromServer(error);
      throw error;
    } finally {
      if (!this.#closed) {
        this.#open = this.#open.filter((entry) => entry !== open);
        connections.release(installation, open.client as never, broken);
      }
    }
  }

  #find(transaction: number): Open {
    const open = this.#open.find(({ stack }) => stack.includes(transaction));
    if (!open || this.#closed) throw new StatementRefused('25P01', 'This transaction has ended.');
    return open;
  }

  async #inTurn<T>(open: Open, work: (client: ClientBase) => Promise<T>): Promise<T> {
    const result = open.turn.then(() => work(open.client));
    open.turn = result.catch(() => undefined);
    try {
      return await result;
    } catch (error) {
      open.tooMuch ||= error instanceof StatementRefused;
      throw toRefusal(open.tooMuch ? error : this.#reasonFor(open.client, error));
    }
  }

  /**
   * A lost connection is not an excuse for a lifecycle method. Its failure rolls back the operation, because a method
   * that crashes PostgreSQL would otherwise be retried forever.
   */
  #reasonFor(client: ClientBase, error: unknown): unknown {
    if (!('connections' in this.#source) || error instanceof StatementRefused) return error;
    const reason = this.#source.connections.reasonFor(client, error);
    if (tellsOfUnreachable(reason)) {
      this.unavailable ??= new PlexicaError(
        'database_unavailable',
        'The connection to the database was lost during a statement of the plugin.',
        { cause: reason, retryAfter: 2 },
      );
    }
    return reason;
  }

  async #acquire() {
    const { connections, installation } = this.#source as { connections: Connections; installation: number };
    if (this.#closed) throw new StatementRefused('25P01', 'The request has ended.');
    try {
      const client = await connections.acquire(installation);
      if (!this.#closed) return client;
      connections.release(installation, client, false);
      throw new StatementRefused('25P01', 'The request has ended.');
    } catch (error) {
      if (!(error instanceof PlexicaError)) throw error;
      this.unavailable ??= error;
      throw new StatementRefused('53300', error.message);
    }
  }
}

/** PostgreSQL answered with an error and goes on, so the connection is in order. */
function isFromServer(error: unknown): boolean {
  if (tellsOfUnreachable(error) || endsConnection(error)) return false;
  return error instanceof Error && /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code));
}
