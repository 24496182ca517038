import { z } from 'zod';
import { tenantOf } from '../access/authorize.ts';
import { AUDIT_LINES } from '../database/audit-table.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { Call } from '../http/route.ts';
import { fromCursor, notACursor, PageQuery, toPage } from '../http/page.ts';
import { findTenant } from '../tenants/tenant.ts';
import { PLATFORM_CHAIN } from './head.ts';
import { toAuditLine, type AuditLine, type LineRow } from './line.ts';
import { personalOpener } from './personal.ts';
import type { AuditPlatform } from './platform.ts';

const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const OfTenant = z.strictObject({
  tenant: z
    .string()
    .optional()
    .describe(
      'Slug of a tenant: its log. By default, the log of the platform. For a tenant that was erased, its id; only for callers with the scope platform',
    ),
});

export const AuditQuery = PageQuery.extend({
  ...OfTenant.shape,
  actor: z.string().max(200).optional().describe('Only lines of this actor, such as `admin` or `token:ci`'),
  action: z.string().max(100).optional().describe('Only lines with this action'),
  resource: z.string().max(200).optional().describe('Only lines whose resource begins with this'),
  outcome: z
    .enum(['done', 'started', 'failed', 'refused'])
    .optional()
    .describe('Only lines with this outcome'),
  since: Time.optional().describe('Only lines written at or after this time'),
  until: Time.optional().describe('Only lines written before this time'),
  follow: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('Send the newest lines, oldest first, then new lines as they are written, as NDJSON'),
});

export type AuditQuery = z.output<typeof AuditQuery>;

const UUID = z.uuid();

/**
 * The log that a request is about.
 *
 * @throws PlexicaError `tenant_not_found`
 */
export async function chainOf({ platform, request }: Call<AuditPlatform>): Promise<string> {
  const tenant = tenantOf(request);
  if (tenant === undefined) return PLATFORM_CHAIN;
  // Ids of erased tenants are longer than slugs, so a principal whose scope is one tenant never has one.
  if (UUID.safeParse(tenant).success) return tenant;
  return (await findTenant(platform.tables, tenant)).id;
}

/** Lines of one log, newest first. @throws PlexicaError `invalid_input` */
export async function listLines(
  platform: AuditPlatform,
  chain: string,
  query: AuditQuery,
): Promise<{ items: AuditLine[]; nextCursor?: string }> {
  const before = fromCursor(query.cursor);
  if (before !== undefined && !/^\d{1,18}$/.test(before)) throw notACursor();
  const rows = await platform.database.rows<LineRow>(
    `SELECT * FROM ${AUDIT_LINES}
      WHERE chain = $1 AND ($2::bigint IS NULL OR number < $2) AND ($3::text IS NULL OR actor = $3)
        AND ($4::text IS NULL OR action = $4) AND ($5::text IS NULL OR starts_with(resource, $5))
        AND ($6::text IS NULL OR outcome = $6) AND ($7::timestamptz IS NULL OR time >= $7)
        AND ($8::timestamptz IS NULL OR time < $8)
      ORDER BY number DESC LIMIT $9`,
    [
      chain,
      before ?? null,
      query.actor ?? null,
      query.action ?? null,
      query.resource ?? null,
      query.outcome ?? null,
      query.since ?? null,
      query.until ?? null,
      query.limit + 1,
    ],
  );
  const toApi = await lineReader(platform, chain);
  return toPage(rows, query.limit, ({ number }) => number, toApi);
}

/** Whether a line passes the filters of a query, as `listLines` applies them. */
export function passes(row: LineRow, query: AuditQuery): boolean {
  const { actor, action, resource, outcome, since, until } = query;
  return (
    (actor === undefined || row.actor === actor) &&
    (action === undefined || row.action === action) &&
    (resource === undefined || row.resource.startsWith(resource)) &&
    (outcome === undefined || row.outcome === outcome) &&
    (since === undefined || row.time >= since) &&
    (until === undefined || row.time < until)
  );
}

/** @returns a function that turns rows of a chain into lines as callers see them */
export async function lineReader(
  { database, keys }: Pick<AuditPlatform, 'database' | 'keys'>,
  chain: string,
): Promise<(row: LineRow) => AuditLine> {
  const open = personalOpener(keys, chain, await keyOf(database, chain));
  return (row) => toAuditLine(row, open(row));
}

async function keyOf(database: PlatformDatabase, chain: string): Promise<Buffer | null> {
  const [found] = await database.rows<{ key: Buffer | null }>(
    'SELECT key FROM plexica.audit_chains WHERE chain = $1',
    [chain],
  );
  return found?.key ?? null;
}
