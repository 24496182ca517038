import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import { changeWorkspaces } from './change-workspaces.ts';
import { findWorkspace } from './find-workspace.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { changedPluginRows } from './plugin-rows.ts';
import { workspaceTables } from './tables.ts';
import { DEFAULT_WORKSPACE, type WorkspaceRow } from './workspace.ts';

export interface Deletion {
  /** Id or slug. */
  workspace: string;
  /** Deletes it even if it holds something. */
  force: boolean;
}

/**
 * Deletes a workspace. Rows of plugins that belong to it are removed or lose the reference, as the plugin has declared.
 *
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `workspace_fixed`,
 *   `workspace_in_use`
 */
export async function deleteWorkspace(
  platform: WorkspacesPlatform,
  tenant: string,
  deletion: Deletion,
  by: Principal,
): Promise<void> {
  await changeWorkspaces(platform, (transaction) => remove(platform, tenant, deletion, by, transaction));
}

/**
 * Finds what a deletion would remove by deleting and rolling back.
 *
 * @returns the workspace, and what it holds, as text
 * @throws PlexicaError as `deleteWorkspace`
 */
export async function planDeletion(
  platform: WorkspacesPlatform,
  tenant: string,
  deletion: Deletion,
  by: Principal,
): Promise<{ workspace: WorkspaceRow; holds: string[] }> {
  return platform.database.transaction(async (transaction) => {
    await platform.database.run('SAVEPOINT before_deletion', transaction);
    const removed = await remove(platform, tenant, deletion, by, transaction);
    await platform.database.run('ROLLBACK TO SAVEPOINT before_deletion', transaction);
    return removed;
  });
}

async function remove(
  platform: WorkspacesPlatform,
  tenant: string,
  { workspace: reference, force }: Deletion,
  by: Principal,
  transaction: Transaction,
): Promise<{ workspace: WorkspaceRow; holds: string[] }> {
  const { database } = platform;
  const { workspaces, workspaceMembers } = workspaceTables(tenant);
  const workspace = await findWorkspace(platform, tenant, reference, by, transaction);
  const { id, slug } = workspace;
  if (slug === DEFAULT_WORKSPACE)
    throw new PlexicaError('workspace_fixed', `${slug} is the workspace that every tenant has`);
  const [others] = await database.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${workspaceMembers} WHERE workspace = $1 AND member::text <> $2`,
    [id, by.member?.id ?? ''],
    transaction,
  );
  const rows = await changedPluginRows(database, tenant, transaction, async () => {
    await database.rows(`DELETE FROM ${workspaces} WHERE id = $1 RETURNING id`, [id], transaction);
  });
  const members = others?.count ?? 0;
  const holds = [
    ...(members === 0 ? [] : [members === 1 ? '1 member' : `${members} members`]),
    ...rows.map(({ plugin, count }) => `${count === 1 ? '1 row' : `${count} rows`} of ${plugin}`),
  ];
  if (holds.length > 0 && !force)
    throw new PlexicaError('workspace_in_use', `the workspace ${slug} holds ${holds.join(', ')}`);
  return { workspace, holds };
}
