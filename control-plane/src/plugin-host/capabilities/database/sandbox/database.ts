import type { Database, SqlValue } from '@plexica/sdk';
import { Refused, RequestOver, type Reply, call } from '../../../bootstrap/calls.ts';
import type { Asking, Member } from '../../../bootstrap/member.ts';
import type { BeginResult, DatabaseAsk, Refusal, StatementResult, WireValue } from '../messages.ts';
import { readRows } from './rows.ts';

/** `ctx.db` */
export const database: Member = (asking) => ({ db: createDatabase(asking) });

class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly sqlstate: string;
  readonly constraint?: string;
  readonly column?: string;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.sqlstate = refusal.sqlstate;
    if (refusal.constraint !== undefined) this.constraint = refusal.constraint;
    if (refusal.column !== undefined) this.column = refusal.column;
  }
}

/** What the plugin learns of a call that failed; `undefined` where that is the error itself. */
function toRefusal(reason: unknown): Refusal | undefined {
  if (reason instanceof Refused) return reason.refusal as Refusal;
  if (reason instanceof RequestOver) return { message: reason.message, sqlstate: '25P01' };
  if (!(reason instanceof RangeError)) return undefined;
  return { message: 'A statement and its values can have at most 1 MiB in total.', sqlstate: '54000' };
}

/** @param transaction 0, or the one that statements run in */
function createDatabase(asking: Asking, transaction = 0): Database & { close(): void } {
  let closed = false;
  // Savepoints nest and do not overlap: a transaction inside this one waits for the one before it.
  let previous: Promise<unknown> = Promise.resolve();

  /** @param from made where the plugin called: its stack leads to the plugin's own line, also where nothing awaits */
  async function run<Result>(ask: DatabaseAsk, from: Error): Promise<Reply<Result>> {
    if (closed) throw new Error('This transaction has ended. Use the open transaction or ctx.db.');
    try {
      return await call<Result>(asking, 'database', ask);
    } catch (reason) {
      const refusal = toRefusal(reason);
      if (!refusal) throw reason;
      const error = new DatabaseError(refusal);
      const [, ...frames] = (from.stack ?? '').split('\n');
      error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
      throw error;
    }
  }

  async function query(sql: string, values: readonly SqlValue[] = []): Promise<Record<string, unknown>[]> {
    if (typeof sql !== 'string') throw new TypeError('ctx.db.query: the statement must be a string');
    if (!Array.isArray(values)) throw new TypeError('ctx.db.query: the values must be an array');
    const from = new Error('called here');
    const ask: DatabaseAsk = { type: 'statement', transaction, sql, values: values.map(toWire) };
    const { result, bytes } = await run<StatementResult | undefined>(ask, from);
    return readRows(result?.columns ?? [], result?.types ?? [], bytes);
  }

  async function nested<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    const from = new Error('called here');
    const { result: begun } = await run<BeginResult>({ type: 'begin', transaction }, from);
    const opened = begun.transaction;
    const tx = createDatabase(asking, opened);
    let result: T;
    try {
      result = await work(tx);
    } catch (error) {
      tx.close();
      await run({ type: 'rollback', transaction: opened }, from);
      throw error;
    }
    tx.close();
    await run({ type: 'commit', transaction: opened }, from);
    return result;
  }

  return {
    query: query as Database['query'],
    one: (async (sql: string, values?: readonly SqlValue[]) =>
      (await query(sql, values))[0]) as Database['one'],
    transaction(work) {
      if (transaction === 0) return nested(work);
      const result = previous.then(() => nested(work));
      previous = result.catch(() => undefined);
      return result;
    },
    close() {
      closed = true;
    },
  };
}

function toWire(value: SqlValue): WireValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // JSON has no NaN and no infinity; PostgreSQL reads their names.
      return Number.isFinite(value) ? value : String(value);
    case 'undefined':
      return null;
    case 'bigint':
      return String(value);
    default:
  }
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) {
    return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (Array.isArray(value)) return toArray(value);
  if (typeof value === 'object') return JSON.stringify(value);
  throw new TypeError(`ctx.db: a ${typeof value} cannot be a parameter`);
}

/** An array as PostgreSQL's own text of it (manual, 8.15.2): every element in quotes, so that none is read as a sign. */
function toArray(values: readonly SqlValue[]): string {
  const elements = values.map((value) => {
    if (Array.isArray(value)) return toArray(value);
    const wire = toWire(value);
    if (wire === null) return 'NULL';
    const text =
      typeof wire === 'object' ? `\\x${Buffer.from(wire.bytes, 'base64').toString('hex')}` : String(wire);
    return `"${text.replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${elements.join()}}`;
}
