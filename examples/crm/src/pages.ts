import type { CrmContext } from './config.ts';
import { type Field, WrongValue, integer, optional, text } from './fields.ts';
import { type Fields, type Values, read } from './validation.ts';

/** One page of a list. `nextCursor` is null on the last one. */
export interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** Where a page begins: the sort values of the row before it, the id last. */
type Position = readonly string[];

function cursor(keys: readonly Field<string>[]): Field<string[]> {
  return {
    optional: false,
    read(value) {
      try {
        const position: unknown = JSON.parse(Buffer.from(String(value), 'base64url').toString());
        if (!Array.isArray(position) || position.length !== keys.length) throw new WrongValue();
        return keys.map((key, index) => key.read(position[index]));
      } catch {
        throw new WrongValue('must be the nextCursor of a page of this list');
      }
    },
  };
}

/** Words to look for, as a tsquery: each has to begin a word of the record. */
function search(): Field<string> {
  const words = text(200);
  return {
    optional: false,
    read(value) {
      const found = words.read(value).match(/[\p{L}\p{M}\p{N}]+/gu);
      if (found === null) throw new WrongValue('must hold a letter or a digit');
      return found.map((word) => `${word}:*`).join(' & ');
    },
  };
}

/** The query string of a list: `q`, `limit`, `cursor`, and its own `filters`. @throws HttpError 422 */
export function readList<F extends Fields>(ctx: CrmContext, keys: readonly Field<string>[], filters: F) {
  const fields = {
    q: optional(search()),
    limit: optional(integer(1, 200)),
    cursor: optional(cursor(keys)),
    ...filters,
  };
  const query = read(fields, Object.fromEntries(ctx.request.query)) as Values<F> & {
    q: string | null;
    limit: number | null;
    cursor: string[] | null;
  };
  return { ...query, limit: query.limit ?? ctx.config.pageSize };
}

/** Makes a page from one row more than `limit`, if there are as many; `position` gives a row's sort values. */
export function page<Row>(rows: Row[], limit: number, position: (row: Row) => Position): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items, nextCursor: null };
  return { items, nextCursor: Buffer.from(JSON.stringify(position(last))).toString('base64url') };
}
