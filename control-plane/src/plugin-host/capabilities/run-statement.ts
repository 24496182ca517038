import type { ClientBase, Connection, Submittable } from 'pg';
import type { Socket } from 'node:net';
import type { Rows, WireValue } from '../protocol.ts';
import { type ColumnReader, columnReader } from './column-values.ts';
import { StatementRefused } from './refused.ts';

/** Rows that one statement may return. */
export const ROW_LIMIT = 10_000;
/** Octets of their values. */
export const RESULT_LIMIT = 8 * 1024 * 1024;
/** Octets that arrive for it: a value of 1 GB would be in memory before its row is seen. */
const ARRIVING_LIMIT = 4 * RESULT_LIMIT;

/**
 * Runs one statement as an unnamed prepared one, so that it works behind a transaction pooler and can never be two.
 *
 * @param returnsWritten the statement writes and returns rows: it is undone when they are too many
 * @throws StatementRefused when there are too many rows or octets; PostgreSQL's own error otherwise
 */
export function runStatement(
  client: ClientBase,
  sql: string,
  values: readonly WireValue[],
  returnsWritten: boolean,
): Promise<Rows> {
  return new Promise((resolve, reject) => {
    client.query(new Statement(sql, values, returnsWritten, resolve, reject));
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

class Statement implements Submittable {
  readonly #sql: string;
  readonly #values: readonly WireValue[];
  /** Whether the end of the statement is sent only once all rows are seen, one round trip later. */
  readonly #held: boolean;
  readonly #resolve: (rows: Rows) => void;
  readonly #reject: (error: Error) => void;
  readonly #result: Rows = { columns: [], rows: [], bytes: [] };
  #readers: ColumnReader[] = [];
  #size = 0;
  #refused: StatementRefused | undefined;
  #connection: Wire | undefined;
  #arrived = 0;
  readonly #count = (octets: Buffer): void => {
    this.#arrived += octets.length;
    if (this.#arrived > ARRIVING_LIMIT) this.#tooMuch();
  };

  constructor(
    sql: string,
    values: readonly WireValue[],
    held: boolean,
    resolve: (rows: Rows) => void,
    reject: (error: Error) => void,
  ) {
    this.#sql = sql;
    this.#values = values;
    this.#held = held;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    this.#connection = wire;
    wire.stream.on('data', this.#count);
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
    this.#readers = fields.map(({ dataTypeID }) => columnReader(dataTypeID));
    this.#result.columns = fields.map(({ name }) => name);
    this.#result.bytes = this.#readers.flatMap(({ bytes }, index) => (bytes ? [index] : []));
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.#refused) return;
    const row: unknown[] = Array.from({ length: fields.length });
    for (let index = 0; index < fields.length; index += 1) {
      const value = fields[index] as string | null;
      if (value === null) {
        row[index] = null;
      } else {
        this.#size += value.length;
        row[index] = (this.#readers[index] as ColumnReader).read(value);
      }
    }
    this.#result.rows.push(row);
    if (this.#size > RESULT_LIMIT || this.#result.rows.length > ROW_LIMIT) this.#tooMuch();
  }

  /** PostgreSQL stopped at the limit: more rows were there. */
  handlePortalSuspended(connection: Connection): void {
    if (!this.#held) return;
    // An error before the end of the statement undoes it, and this portal does not exist.
    (connection as unknown as Wire).execute({ portal: 'plexica_too_many_rows', rows: 1 });
    connection.sync();
  }

  handleCommandComplete(_message: unknown, connection: Connection): void {
    if (this.#held) connection.sync();
  }

  handleEmptyQuery(): void {}

  handleError(error: Error, connection: Connection): void {
    // Errors of the connection itself come without one that could take a word.
    if (this.#held) connection?.sync();
    this.#stopCounting();
    this.#reject(this.#refused ?? error);
  }

  handleReadyForQuery(): void {
    this.#stopCounting();
    if (this.#refused) this.#reject(this.#refused);
    else this.#resolve(this.#result);
  }

  /** The connection goes on to other statements, whose octets are not its own. */
  #stopCounting(): void {
    this.#connection?.stream.off('data', this.#count);
  }

  #tooMuch(): void {
    this.#result.rows = [];
    this.#refused = new StatementRefused(
      '54000',
      'The statement returns more than 10,000 rows or 8 MiB; use LIMIT, or select fewer columns.',
    );
    // Rows of any size may follow; only hanging up stops them.
    if (this.#size > RESULT_LIMIT || this.#arrived > ARRIVING_LIMIT) this.#connection?.stream.destroy();
  }
}

function toText(value: WireValue): string | Buffer | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'object' ? Buffer.from(value.bytes, 'base64') : String(value);
}
