import type { Transaction } from 'sequelize';
import type { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { changeWorkspaces } from './change-workspaces.ts';
import { findWorkspace } from './find-workspace.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { workspaceTables } from './tables.ts';
import type { NewWorkspace, WorkspaceRow } from './workspace.ts';

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_exists` */
export async function checkNewWorkspace(
  { database, tables }: WorkspacesPlatform,
  tenant: string,
  slug: string,
  transaction?: Transaction,
): Promise<void> {
  await findActiveTenant(tables, tenant, transaction);
  const [existing] = await database.rows(
    `SELECT FROM ${workspaceTables(tenant).workspaces} WHERE slug = $1`,
    [slug],
    transaction,
  );
  if (existing !== undefined) throw exists(tenant, slug);
}

function exists(tenant: string, slug: string): PlexicaError {
  return new PlexicaError('workspace_exists', `${tenant} already has a workspace named ${slug}`);
}

/** @throws PlexicaError as `checkNewWorkspace` */
export async function createWorkspace(
  platform: WorkspacesPlatform,
  tenant: string,
  { slug, name = slug }: z.output<typeof NewWorkspace>,
  by: Principal,
): Promise<WorkspaceRow> {
  return changeWorkspaces(platform, async (transaction) => {
    await checkNewWorkspace(platform, tenant, slug, transaction);
    const made = await platform.database.rows(
      `INSERT INTO ${workspaceTables(tenant).workspaces} (slug, name) VALUES ($1, $2)
       ON CONFLICT (slug) DO NOTHING RETURNING id`,
      [slug, name],
      transaction,
    );
    if (made.length === 0) throw exists(tenant, slug);
    return findWorkspace(platform, tenant, slug, by, transaction);
  });
}
