import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import type { WorkspaceRole } from '../access/workspace-role.ts';
import { findMember } from '../members/find-member.ts';
import type { MemberRow } from '../members/member.ts';
import { changeWorkspaces } from './change-workspaces.ts';
import { findWorkspaceMember } from './find-workspace-members.ts';
import { findWorkspace } from './find-workspace.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { workspaceTables } from './tables.ts';
import type { WorkspaceMemberRow } from './workspace-member.ts';

/** Somebody in a workspace, as a request names them. */
export interface InWorkspace {
  /** Id or slug. */
  workspace: string;
  /** Id or e-mail address. */
  member: string;
}

/**
 * @returns id of the workspace, and the member of the tenant
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `member_not_found`,
 *   `workspace_member_exists`
 */
export async function checkAddition(
  platform: WorkspacesPlatform,
  tenant: string,
  addition: InWorkspace,
  by: Principal,
  transaction?: Transaction,
): Promise<{ workspace: string; member: MemberRow }> {
  const workspace = await findWorkspace(platform, tenant, addition.workspace, by, transaction);
  const member = await findMember(platform, tenant, addition.member, transaction);
  const [existing] = await platform.database.rows(
    `SELECT FROM ${workspaceTables(tenant).workspaceMembers} WHERE workspace = $1 AND member = $2`,
    [workspace.id, member.id],
    transaction,
  );
  if (existing !== undefined) throw exists(member, workspace.slug);
  return { workspace: workspace.id, member };
}

function exists({ email }: MemberRow, slug: string): PlexicaError {
  return new PlexicaError('workspace_member_exists', `${email} is already a member of the workspace ${slug}`);
}

/** @throws PlexicaError as `checkAddition` */
export async function addWorkspaceMember(
  platform: WorkspacesPlatform,
  tenant: string,
  { role, ...addition }: InWorkspace & { role: WorkspaceRole },
  by: Principal,
): Promise<WorkspaceMemberRow> {
  const { workspaceMembers, members } = workspaceTables(tenant);
  return changeWorkspaces(platform, async (transaction) => {
    const { workspace, member } = await checkAddition(platform, tenant, addition, by, transaction);
    const added = await platform.database.rows(
      `INSERT INTO ${workspaceMembers} (workspace, member, role)
         SELECT $1::uuid, id, $3 FROM ${members} WHERE id = $2 FOR KEY SHARE
       ON CONFLICT DO NOTHING RETURNING member`,
      [workspace, member.id, role],
      transaction,
    );
    if (added.length === 0) throw exists(member, addition.workspace);
    return findWorkspaceMember(platform, tenant, { workspace, member: member.id }, transaction);
  });
}

/**
 * @returns id of the workspace, and its member
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `workspace_member_not_found`
 */
export async function findInWorkspace(
  platform: WorkspacesPlatform,
  tenant: string,
  place: InWorkspace,
  by: Principal,
  transaction?: Transaction,
): Promise<{ workspace: string; member: WorkspaceMemberRow }> {
  const { id } = await findWorkspace(platform, tenant, place.workspace, by, transaction);
  const at = { workspace: id, member: place.member };
  return { workspace: id, member: await findWorkspaceMember(platform, tenant, at, transaction) };
}

/** @throws PlexicaError as `findInWorkspace` */
export async function setWorkspaceRole(
  platform: WorkspacesPlatform,
  tenant: string,
  { role, ...place }: InWorkspace & { role: WorkspaceRole },
  by: Principal,
): Promise<WorkspaceMemberRow> {
  return changeWorkspaces(platform, async (transaction) => {
    const { workspace, member } = await findInWorkspace(platform, tenant, place, by, transaction);
    await platform.database.rows(
      `UPDATE ${workspaceTables(tenant).workspaceMembers} SET role = $3
        WHERE workspace = $1 AND member = $2 RETURNING member`,
      [workspace, member.id, role],
      transaction,
    );
    return { ...member, role };
  });
}

/**
 * Removes somebody from a workspace and its teams.
 *
 * @throws PlexicaError as `findInWorkspace`
 */
export async function removeWorkspaceMember(
  platform: WorkspacesPlatform,
  tenant: string,
  place: InWorkspace,
  by: Principal,
): Promise<void> {
  await changeWorkspaces(platform, async (transaction) => {
    const { workspace, member } = await findInWorkspace(platform, tenant, place, by, transaction);
    await platform.database.rows(
      `DELETE FROM ${workspaceTables(tenant).workspaceMembers}
        WHERE workspace = $1 AND member = $2 RETURNING member`,
      [workspace, member.id],
      transaction,
    );
  });
}
