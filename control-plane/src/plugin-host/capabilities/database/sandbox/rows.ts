import { valueReader } from './column-values.ts';

/** Bytes of a DataRow message before its first value: its type, its length and the number of its values. */
const HEAD = 7;

/**
 * Decodes the rows of a statement.
 *
 * @param pieces PostgreSQL's DataRow messages (manual, 54.7), of which one may go on in the next piece
 */
export function readRows(
  columns: readonly string[],
  types: readonly number[],
  pieces: readonly Buffer[],
): Record<string, unknown>[] {
  const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  const readers = types.map(valueReader);
  const rows: Record<string, unknown>[] = [];
  for (let at = 0; at < bytes.length;) {
    at += HEAD;
    const row: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index += 1) {
      const length = bytes.readInt32BE(at);
      at += 4;
      let value: unknown = null;
      if (length >= 0) {
        value = (readers[index] as (text: string) => unknown)(bytes.toString('utf8', at, at + length));
        at += length;
      }
      const name = columns[index] as string;
      // Assigned, a column of this name would become the prototype.
      if (name === '__proto__') define(row, name, value);
      else row[name] = value;
    }
    rows.push(row);
  }
  return rows;
}

function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
