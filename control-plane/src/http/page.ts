import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';

/** Query parameters of a list: limit and cursor. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Maximum number of items, 1 to 100'),
  cursor: z.string().max(512).optional().describe('`nextCursor` of the previous page'),
});

/** The answer of a list. `nextCursor` is absent on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/** Opaque form of the key of the last item. */
function toCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** @throws PlexicaError `invalid_input` if the cursor was not created by `toCursor` */
export function fromCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (toCursor(key) !== cursor) throw notACursor();
  return key;
}

/** The error for a cursor that no page of the list returned. */
export function notACursor(): PlexicaError {
  const issues = [{ path: 'query.cursor', message: 'is not a cursor for this list' }];
  return new PlexicaError('invalid_input', 'query.cursor: is not a cursor for this list', { issues });
}

/** Trims a list that was read with one item more than the limit, and adds the cursor. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => string,
  toApi: (row: Row) => Item,
): { items: Item[]; nextCursor?: string } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toApi),
    ...(rows.length > limit && last !== undefined ? { nextCursor: toCursor(key(last)) } : {}),
  };
}
