import { z } from 'zod';
import { categories } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { PageQuery, fromCursor, toPage } from '../http/page.ts';
import type { RegistryPlatform } from './platform.ts';
import type { Plugin as PluginRow } from './model.ts';
import { toSummary, type PluginSummary } from './plugin.ts';

/** Sort key of each order: an SQL expression and its type. Ties are sorted by id. */
const ORDERS = {
  relevance: { key: 'ts_rank(search, words)::float8', type: 'float8', direction: 'DESC' },
  name: { key: 'lower(display_name)', type: 'text', direction: 'ASC' },
  updated: { key: 'extract(epoch FROM updated_at)::float8', type: 'float8', direction: 'DESC' },
} as const;

type Order = keyof typeof ORDERS;

export const PluginQuery = PageQuery.extend({
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Words or prefixes of words in the name, keywords or description'),
  category: z.enum(categories).optional(),
  sort: z
    .enum(['relevance', 'name', 'updated'])
    .default('relevance')
    .describe('By relevance to `q`, by name, or by last publish, newest first'),
});

type Found = PluginRow & { sortKey: number | string };

/** Plugins with all the words, or all plugins without words. */
export async function searchPlugins(
  { database }: Pick<RegistryPlatform, 'database'>,
  { q, category, sort, limit, cursor }: z.output<typeof PluginQuery>,
): Promise<{ items: PluginSummary[]; nextCursor?: string }> {
  const { key, type, direction } = ORDERS[sort];
  const after = placeAfter(cursor, sort);
  const rows = await database.rows<Found>(
    `SELECT * FROM (
       SELECT id, owner, package_name AS "packageName", display_name AS "displayName", description, category, keywords,
              latest, created_at AS "createdAt", updated_at AS "updatedAt", ${key} AS "sortKey"
         FROM plexica.plugins, to_tsquery('simple', $1) words
        WHERE ($2::text IS NULL OR search @@ words) AND ($3::text IS NULL OR category = $3)
     ) found
      WHERE $4::text IS NULL OR "sortKey" ${direction === 'ASC' ? '>' : '<'} $5::${type}
         OR ("sortKey" = $5::${type} AND id > $4)
      ORDER BY "sortKey" ${direction}, id
      LIMIT $6`,
    [
      allWords(q ?? ''),
      q?.trim() || null,
      category ?? null,
      after?.id ?? null,
      after?.key ?? null,
      limit + 1,
    ],
  );
  return toPage(rows, limit, (row) => JSON.stringify([sort, row.sortKey, row.id]), toSummary);
}

/** A tsquery that treats every word as a prefix. Its parser gives letters and digits no special meaning. */
function allWords(q: string): string {
  const words = q.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => `${word}:*`).join(' & ');
}

/** @throws PlexicaError `invalid_input` if the cursor belongs to another order or list */
function placeAfter(
  cursor: string | undefined,
  sort: Order,
): { key: number | string; id: string } | undefined {
  const text = fromCursor(cursor);
  if (text === undefined) return undefined;
  const key = ORDERS[sort].type === 'text' ? z.string().regex(/^\P{Cc}*$/u) : z.number();
  const place = z.tuple([z.literal(sort), key, z.string().regex(/^[a-z0-9-]+$/)]).safeParse(parsed(text));
  if (!place.success) {
    const message = 'is not a cursor for this list and sort order';
    throw new PlexicaError('invalid_input', `query.cursor: ${message}`, {
      issues: [{ path: 'query.cursor', message }],
    });
  }
  return { key: place.data[1], id: place.data[2] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
