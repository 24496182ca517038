import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { fromCursor, notACursor, toPage } from '../http/page.ts';
import { requirePermission, scopeOf } from '../access/authorize.ts';
import type { Principal } from '../access/principal.ts';
import { PLATFORM } from '../access/scope.ts';
import type { OperationsPlatform } from './platform.ts';
import { toOperation, type Operation, type OperationRow } from './operation.ts';

export interface ListQuery {
  limit: number;
  cursor?: string | undefined;
  /** Slug. */
  tenant?: string | undefined;
  state?: OperationRow['state'] | undefined;
}

/** The tenant of a principal that is limited to one. */
function tenantOf({ scope }: Principal): string | undefined {
  return scope.kind === 'tenant' ? scope.tenant : undefined;
}

/**
 * Operations, newest first: those of one tenant, or all if the caller can see those of others.
 *
 * @throws PlexicaError `not_allowed`, `tenant_not_found` if neither the tenant nor any operation of it exists
 */
export async function listOperations(
  platform: OperationsPlatform,
  query: ListQuery,
  principal: Principal,
): Promise<{ items: Operation[]; nextCursor?: string }> {
  const { database, operations } = platform;
  const own = tenantOf(principal);
  const tenant = query.tenant ?? own;
  if (own === undefined) requirePermission(principal, 'operations.read', PLATFORM);
  else requirePermission(principal, 'installations.read', scopeOf('tenant', tenant));
  const before = fromCursor(query.cursor);
  if (before !== undefined && !z.uuid().safeParse(before).success) throw notACursor();
  const rows = await database.rows<OperationRow>(
    `SELECT o.* FROM plexica.operations o
      WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR tenant = $3)
        AND ($4::timestamptz IS NULL OR created_at >= $4)
      ORDER BY id DESC LIMIT $5`,
    [
      before ?? null,
      query.state ?? null,
      tenant ?? null,
      // The slug may have belonged to an earlier tenant.
      own === undefined ? null : await platform.tenantCreatedAt(own),
      query.limit + 1,
    ],
  );
  if (rows.length === 0 && tenant !== undefined && before === undefined)
    await platform.tenantCreatedAt(tenant);
  return toPage(
    rows,
    query.limit,
    ({ id }) => id,
    (row) => toOperation(row, operations.steps(row)),
  );
}

/**
 * One operation, if the caller started it or can see the plugins of its tenant.
 *
 * @throws PlexicaError `operation_not_found`, `not_allowed`
 */
export async function findVisibleOperation(
  platform: OperationsPlatform,
  id: string,
  principal: Principal,
): Promise<OperationRow> {
  const row = await platform.operations.find(id);
  const own = tenantOf(principal);
  if (own === undefined) {
    if (row.principal !== principal.id) requirePermission(principal, 'operations.read', PLATFORM);
    return row;
  }
  if (row.tenant !== own || row.principal !== principal.id) {
    requirePermission(principal, 'installations.read', scopeOf('tenant', row.tenant));
  }
  if (row.created_at < (await platform.tenantCreatedAt(own)))
    throw new PlexicaError('operation_not_found', `no operation has the id ${id}`);
  return row;
}
