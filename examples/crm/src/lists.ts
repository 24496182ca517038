import * as z from 'zod';
import type { CrmContext } from './config.ts';
import { read, text } from './input.ts';

/** The search words as a tsquery. Each must be the beginning of a word in the record. */
const search = text(200)
  .transform((value) => value.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
  .refine((words) => words.length > 0, 'must contain a letter or a digit')
  .transform((words) => words.map((word) => `${word}:*`).join(' & '));

const size = 'must be an integer from 1 to 200';

/** The query string of every list. `position` parses the sort values of a row, the id last. */
export function listQuery<Position extends z.ZodType<string[]>>(position: Position) {
  return z.strictObject({
    q: search.optional(),
    limit: z.coerce.number(size).int(size).min(1, size).max(200, size).optional(),
    cursor: z
      .string()
      .transform((value, issues) => {
        try {
          return position.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
        } catch {
          issues.addIssue('must be the nextCursor of a page of this list');
          return z.NEVER;
        }
      })
      .optional(),
  });
}

/** @throws HttpError 422 that names every wrong parameter */
export function readQuery<S extends z.ZodType<{ limit?: number | undefined }>>(ctx: CrmContext, schema: S) {
  const query = read(schema, Object.fromEntries(ctx.request.query));
  return { ...query, limit: query.limit ?? ctx.config.pageSize };
}

/** Creates a page from up to `limit` + 1 rows. `position` returns the sort values of a row. */
export function page<Row>(rows: Row[], limit: number, position: (row: Row) => string[]) {
  const items = rows.slice(0, limit);
  const more = rows.length > limit;
  return {
    items,
    nextCursor: more ? Buffer.from(JSON.stringify(position(items.at(-1)!))).toString('base64url') : null,
  };
}
