import type { Database, SqlValue } from '@plexica/sdk';
import type { HostMessage, Refusal, WireValue } from '../../../protocol.ts';
import { send } from '../../../bootstrap/channel.ts';
import { readRows } from './rows.ts';

type Result = Extract<HostMessage, { type: 'result' }> & { rows: Buffer[] };

interface Waiting {
  /** What has arrived of them. */
  rows: Buffer[];
  resolve: (result: Result) => void;
  reject: (refusal: Refusal) => void;
}

const waiting = new Map<number, Waiting>();
let lastCall = 0;

export function receiveRows(call: number, bytes: Buffer): void {
  waiting.get(call)?.rows.push(bytes);
}

export function settle(message: Extract<HostMessage, { type: 'result' }>): void {
  const { call } = message;
  const statement = waiting.get(call);
  statement?.resolve({ ...message, rows: statement.rows });
  waiting.delete(call);
}

export function refuse(call: number, refusal: Refusal): void {
  waiting.get(call)?.reject(refusal);
  waiting.delete(call);
}

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

function ask(request: object): Promise<Result> {
  lastCall += 1;
  const call = lastCall;
  return new Promise((resolve, reject) => {
    waiting.set(call, { rows: [], resolve, reject });
    try {
      send({ ...request, call } as Parameters<typeof send>[0]);
    } catch (error) {
      waiting.delete(call);
      const tooLarge = 'A statement and its values may have at most 1 MiB together.';
      reject(error instanceof RangeError ? { message: tooLarge, sqlstate: '54000' } : error);
    }
  });
}

/** @param id of the request, @param transaction 0, or the one that statements run in */
export function createDatabase(id: number, transaction = 0): Database & { close(): void } {
  let closed = false;
  // Savepoints nest and do not overlap: a transaction inside this one waits for the one before it.
  let previous: Promise<unknown> = Promise.resolve();

  /** @param from made where the plugin called: its stack leads to the plugin's own line, also where nothing awaits */
  async function run(request: object, from: Error): Promise<Result> {
    if (closed) throw new Error('This transaction has ended; use the one that is open, or ctx.db.');
    try {
      return await ask({ ...request, id });
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      const error = new DatabaseError(refusal as Refusal);
      const [, ...frames] = (from.stack ?? '').split('\n');
      error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
      throw error;
    }
  }

  async function query(sql: string, values: readonly SqlValue[] = []): Promise<Record<string, unknown>[]> {
    if (typeof sql !== 'string') throw new TypeError('ctx.db.query: the statement must be a string');
    if (!Array.isArray(values)) throw new TypeError('ctx.db.query: the values must be an array');
    const from = new Error('called here');
    const request = { type: 'statement', transaction, sql, values: values.map(toWire) };
    const { columns = [], types = [], rows } = await run(request, from);
    return readRows(columns, types, rows);
  }

  async function nested<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    const from = new Error('called here');
    const { transaction: opened } = await run({ type: 'begin', transaction }, from);
    const tx = createDatabase(id, opened);
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
