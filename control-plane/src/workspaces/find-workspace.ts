import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import { covers } from '../access/permissions.ts';
import type { Principal } from '../access/principal.ts';
import { fromCursor, notACursor, toPage } from '../http/page.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { workspaceTables } from './tables.ts';
import { toWorkspace, type Workspace, type WorkspaceRow } from './workspace.ts';

/** Whether somebody is ADMIN of every workspace of the tenants in the scope. */
export function isAdminEverywhere({ permissions }: Principal): boolean {
  return covers(permissions, 'workspaces.write');
}

/** Of a workspace `w`, with the role of the caller. $1: whether the caller is ADMIN everywhere; $2: its id. */
function workspaceSql(tenant: string, rest: string): string {
  const { workspaces, workspaceMembers } = workspaceTables(tenant);
  return `SELECT w.*, CASE WHEN $1 THEN 'ADMIN' ELSE held.role END AS role
    FROM ${workspaces} w LEFT JOIN ${workspaceMembers} held ON held.workspace = w.id AND held.member::text = $2
    ${rest}`;
}

/**
 * @param reference id or slug
 * @param transaction until its end the workspace stays
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`
 */
export async function findWorkspace(
  { database, tables }: Pick<WorkspacesPlatform, 'database' | 'tables'>,
  tenant: string,
  reference: string,
  by: Principal,
  transaction?: Transaction,
): Promise<WorkspaceRow> {
  await findActiveTenant(tables, tenant, transaction);
  const [workspace] = await database.rows<WorkspaceRow>(
    workspaceSql(
      tenant,
      `WHERE w.id::text = $3 OR w.slug = $3 ${transaction === undefined ? '' : 'FOR KEY SHARE OF w'}`,
    ),
    [isAdminEverywhere(by), by.member?.id ?? '', reference],
    transaction,
  );
  if (workspace === undefined)
    throw new PlexicaError('workspace_not_found', `no workspace of ${tenant} is ${reference}`);
  return workspace;
}

/**
 * Workspaces by slug: those of the caller, or all if the caller has `workspaces.read`.
 *
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `invalid_input`
 */
export async function listWorkspaces(
  { database, tables }: WorkspacesPlatform,
  tenant: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  by: Principal,
): Promise<{ items: Workspace[]; nextCursor?: string }> {
  await findActiveTenant(tables, tenant);
  const after = fromCursor(cursor) ?? '';
  if (after.includes('\0')) throw notACursor();
  const rows = await database.rows<WorkspaceRow>(
    workspaceSql(tenant, 'WHERE w.slug > $3 AND ($4 OR held.role IS NOT NULL) ORDER BY w.slug LIMIT $5'),
    [
      isAdminEverywhere(by),
      by.member?.id ?? '',
      after,
      covers(by.permissions, 'workspaces.read') || isAdminEverywhere(by),
      limit + 1,
    ],
  );
  return toPage(rows, limit, ({ slug }) => slug, toWorkspace);
}
