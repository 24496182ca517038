import type { ClientBase, Connection, Submittable } from 'pg';
import type { Socket } from 'node:net';
import type { WireValue } from './messages.ts';
import { type RowReader, setRowReader } from './raw-rows.ts';
import { StatementRefused } from './refused.ts';

/** Rows that one statement may return. */
const ROW_LIMIT = 10_000;
/** Values in them: nulls have no bytes, and the server itself reads the values of what operators ask. */
const VALUE_LIMIT = 1_000_000;
/** Bytes of their values, as PostgreSQL writes them. */
const RESULT_LIMIT = 8 * 1024 * 1024;
/** Bytes of their messages: rows of many nulls have hardly any value. */
const ARRIVING_LIMIT = 4 * RESULT_LIMIT;
/** Milliseconds from the first wait for the plugin until all rows must be sent. */
const TAKING_LIMIT = 10_000;

/** What a statement returned. */
export interface Result {
  /** Names and types of its columns; a type that is not PostgreSQL's own is 0. */
  columns: string[];
  types: number[];
  /** The last rows, which were not passed to the sink. */
  rows: Buffer[];
  /** What PostgreSQL says was done: `SELECT 3`, `INSERT 0 1`. */
  tag: string;
}

/**
 * Sends rows on while more of them arrive: pieces of PostgreSQL's DataRow messages (manual, 54.7), in their order.
 *
 * @returns when it can take more; until then nothing is read from PostgreSQL
 */
export type RowSink = (rows: Buffer[]) => Promise<void> | undefined;

/**
 * Runs one statement as an unnamed prepared one, so that it works behind a transaction pooler and can never be two.
 * Rows are not decoded: a result that takes long to decode costs the process of its plugin, and not the server.
 *
 * @param client made by `createClient`
 * @param returnsWritten the statement writes and returns rows: it is undone when they are too many
 * @throws StatementRefused when there are too many rows or bytes, or nobody takes them; PostgreSQL's own error otherwise
 */
export function runStatement(
  client: ClientBase,
  { sql, values, returnsWritten }: { sql: string; values: readonly WireValue[]; returnsWritten: boolean },
  sink: RowSink,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    client.query(new Statement(sql, values, returnsWritten, { resolve, reject, sink }));
  });
}

/** What `pg` gives to a query of its own kind; pg-cursor uses the same. */
interface Wire {
  stream: Socket;
  flush(): void;
  sync(): void;
  parse(query: { text: string; name: string }): void;
  bind(config: { portal: string; statement: string; values: unknown[]; binary: boolean }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(config: { portal: string; rows: number }): void;
}

interface Receiver {
  resolve: (result: Result) => void;
  reject: (error: Error) => void;
  sink: RowSink;
}

/** Types with a lower number are PostgreSQL's own and the same everywhere (FirstNormalObjectId). */
const OWN_TYPES = 16_384;

class Statement implements Submittable, RowReader {
  readonly #sql: string;
  readonly #values: readonly WireValue[];
  /** Whether the end of the statement is sent only once all rows are seen, one round trip later. */
  readonly #held: boolean;
  readonly #receiver: Receiver;
  readonly #result: Result = { columns: [], types: [], rows: [], tag: '' };
  #rows = 0;
  #size = 0;
  #arrived = 0;
  #refused: StatementRefused | undefined;
  /** Absent while it waits for its turn. */
  #wire: Wire | undefined;
  #late: NodeJS.Timeout | undefined;

  constructor(sql: string, values: readonly WireValue[], held: boolean, receiver: Receiver) {
    this.#sql = sql;
    this.#values = values;
    this.#held = held;
    this.#receiver = receiver;
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    this.#wire = wire;
    setRowReader(wire, this);
    wire.stream.cork();
    wire.parse({ text: this.#sql, name: '' });
    wire.bind({ portal: '', statement: '', values: this.#values.map(toText), binary: false });
    wire.describe({ type: 'P', name: '' });
    wire.execute({ portal: '', rows: ROW_LIMIT + 1 });
    if (this.#held) wire.flush();
    else wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.#result.columns = fields.map(({ name }) => name);
    // The number of a type that was made later would tell how much else the database has.
    this.#result.types = fields.map(({ dataTypeID }) => (dataTypeID < OWN_TYPES ? dataTypeID : 0));
  }

  begin(size: number): boolean {
    if (this.#refused) return false;
    this.#rows += 1;
    this.#arrived += size;
    // Its own length, the number of its values, and the length of each.
    this.#size += size - 6 - 4 * this.#result.columns.length;
    const tooLarge = this.#size > RESULT_LIMIT || this.#arrived > ARRIVING_LIMIT;
    const tooMany = this.#rows > ROW_LIMIT || this.#rows * this.#result.columns.length > VALUE_LIMIT;
    if (!tooLarge && !tooMany) return true;
    this.#refuse(
      '54000',
      'The statement returns more than 10,000 rows, 1,000,000 values or 8 MiB; use LIMIT, or select fewer columns.',
    );
    // A row of any size may follow; only hanging up stops it.
    if (tooLarge) this.#wire?.stream.destroy();
    return false;
  }

  take(bytes: Buffer): void {
    if (!this.#refused) this.#result.rows.push(bytes);
  }

  settle(): void {
    const { rows } = this.#result;
    if (rows.length === 0) return;
    this.#result.rows = [];
    const ready = this.#receiver.sink(rows);
    if (!ready) return;
    const { stream } = this.#wire as Wire;
    stream.pause();
    void ready.then(() => stream.resume());
    // It holds a connection, and what PostgreSQL keeps for a statement that has not ended.
    this.#late ??= setTimeout(() => {
      this.#refuse('57014', 'The plugin took longer than 10 seconds to receive the rows of the statement.');
      stream.destroy();
    }, TAKING_LIMIT);
  }

  refuse(): void {
    this.#refuse('54000', 'The error of the statement is larger than 1 MiB.');
    this.#wire?.stream.destroy();
  }

  /** PostgreSQL stopped at the limit: more rows were there. */
  handlePortalSuspended(connection: Connection): void {
    if (!this.#held) return;
    // An error before the end of the statement undoes it, and this portal does not exist.
    (connection as unknown as Wire).execute({ portal: 'plexica_too_many_rows', rows: 1 });
    connection.sync();
  }

  handleCommandComplete({ text }: { text: string }, connection: Connection): void {
    this.#result.tag = text;
    if (this.#held) connection.sync();
  }

  handleEmptyQuery(): void {}

  handleError(error: Error, connection: Connection): void {
    // Errors of the connection itself come without one that could take a word.
    if (this.#held) connection?.sync();
    this.#end();
    this.#receiver.reject(this.#refused ?? error);
  }

  handleReadyForQuery(): void {
    this.#end();
    if (this.#refused) this.#receiver.reject(this.#refused);
    else this.#receiver.resolve(this.#result);
  }

  /** The connection goes on to other statements, whose rows are not its own. */
  #end(): void {
    clearTimeout(this.#late);
    if (this.#wire) setRowReader(this.#wire, undefined);
  }

  #refuse(sqlstate: string, message: string): void {
    this.#result.rows = [];
    this.#refused ??= new StatementRefused(sqlstate, message);
  }
}

function toText(value: WireValue): string | Buffer | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'object' ? Buffer.from(value.bytes, 'base64') : String(value);
}
