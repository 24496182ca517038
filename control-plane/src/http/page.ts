import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';

/** Query of a list: how many, and where to go on. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Maximum number of items, 1 to 100'),
  cursor: z.string().max(512).optional().describe('`nextCursor` of the previous page'),
});

/** A list's answer; `nextCursor` is absent on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/** The opaque form of the last item's key. */
function toCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** @throws PlexicaError `invalid_input` when the cursor was not made by `toCursor` */
export function fromCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (toCursor(key) !== cursor) throw notACursor();
  return key;
}

/** What to throw of a cursor that no page of the list gave out. */
export function notACursor(): PlexicaError {
  const issues = [{ path: 'query.cursor', message: 'is not a cursor for this list' }];
  return new PlexicaError('invalid_input', 'query.cursor: is not a cursor for this list', { issues });
}

/** Cuts a list that was read with one item more than the limit, and says where to go on. */
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
