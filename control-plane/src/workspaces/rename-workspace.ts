import type { Principal } from '../access/principal.ts';
import { changeWorkspaces } from './change-workspaces.ts';
import { findWorkspace } from './find-workspace.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { workspaceTables } from './tables.ts';
import type { WorkspaceRow } from './workspace.ts';

/**
 * @param change the workspace by id or slug, and its new display name
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`
 */
export async function renameWorkspace(
  platform: WorkspacesPlatform,
  tenant: string,
  { workspace: reference, name }: { workspace: string; name: string },
  by: Principal,
): Promise<WorkspaceRow> {
  return changeWorkspaces(platform, async (transaction) => {
    const workspace = await findWorkspace(platform, tenant, reference, by, transaction);
    await platform.database.rows(
      `UPDATE ${workspaceTables(tenant).workspaces} SET name = $2 WHERE id = $1 RETURNING id`,
      [workspace.id, name],
      transaction,
    );
    return { ...workspace, name };
  });
}
