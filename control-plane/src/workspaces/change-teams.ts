import { UniqueConstraintError, type Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import { findTeam, type TeamPlace } from './find-teams.ts';
import { findWorkspaceMember } from './find-workspace-members.ts';
import { findWorkspace } from './find-workspace.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { workspaceTables } from './tables.ts';
import type { TeamRow } from './team.ts';
import type { WorkspaceMemberRow } from './workspace-member.ts';

/**
 * @param team the workspace by id or slug, and the name that the team would have
 * @param except id of a team that may have the name
 * @returns id of the workspace
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `team_exists`
 */
export async function checkTeamName(
  platform: WorkspacesPlatform,
  tenant: string,
  { workspace: reference, name, except = '' }: { workspace: string; name: string; except?: string },
  by: Principal,
  transaction?: Transaction,
): Promise<string> {
  const { id } = await findWorkspace(platform, tenant, reference, by, transaction);
  const [existing] = await platform.database.rows(
    `SELECT FROM ${workspaceTables(tenant).teams} WHERE workspace = $1 AND name = $2 AND id::text <> $3`,
    [id, name, except],
    transaction,
  );
  if (existing !== undefined) throw exists(name);
  return id;
}

function exists(name: string): PlexicaError {
  return new PlexicaError('team_exists', `the workspace already has a team named ${name}`);
}

/** @throws PlexicaError as `checkTeamName` */
export async function createTeam(
  platform: WorkspacesPlatform,
  tenant: string,
  team: { workspace: string; name: string },
  by: Principal,
): Promise<TeamRow> {
  return platform.database.transaction(async (transaction) => {
    const workspace = await checkTeamName(platform, tenant, team, by, transaction);
    const [made] = await platform.database.rows<TeamRow>(
      `INSERT INTO ${workspaceTables(tenant).teams} (workspace, name) VALUES ($1, $2)
       ON CONFLICT (workspace, name) DO NOTHING RETURNING id, name, 0 AS members, created_at`,
      [workspace, team.name],
      transaction,
    );
    if (made === undefined) throw exists(team.name);
    return made;
  });
}

/**
 * @returns the team before the change
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `team_not_found`, `team_exists`
 */
export async function checkTeamRename(
  platform: WorkspacesPlatform,
  tenant: string,
  { name, ...place }: TeamPlace & { name: string },
  by: Principal,
  transaction?: Transaction,
): Promise<TeamRow> {
  const { workspace, team } = await findTeam(platform, tenant, place, by, transaction);
  await checkTeamName(platform, tenant, { workspace, name, except: team.id }, by, transaction);
  return team;
}

/** @throws PlexicaError as `checkTeamRename` */
export async function renameTeam(
  platform: WorkspacesPlatform,
  tenant: string,
  change: TeamPlace & { name: string },
  by: Principal,
): Promise<TeamRow> {
  return platform.database.transaction(async (transaction) => {
    const team = await checkTeamRename(platform, tenant, change, by, transaction);
    try {
      await platform.database.rows(
        `UPDATE ${workspaceTables(tenant).teams} SET name = $2 WHERE id = $1 RETURNING id`,
        [team.id, change.name],
        transaction,
      );
    } catch (error) {
      if (error instanceof UniqueConstraintError) throw exists(change.name);
      throw error;
    }
    return { ...team, name: change.name };
  });
}

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `team_not_found` */
export async function deleteTeam(
  platform: WorkspacesPlatform,
  tenant: string,
  place: TeamPlace,
  by: Principal,
): Promise<void> {
  await platform.database.transaction(async (transaction) => {
    const { team } = await findTeam(platform, tenant, place, by, transaction);
    await platform.database.rows(
      `DELETE FROM ${workspaceTables(tenant).teams} WHERE id = $1 RETURNING id`,
      [team.id],
      transaction,
    );
  });
}

/** Somebody in a team, as a request names them. */
export interface InTeam extends TeamPlace {
  /** Id or e-mail address. */
  member: string;
}

/**
 * @returns the team, and the member of its workspace
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `team_not_found`,
 *   `workspace_member_not_found`
 */
export async function findForTeam(
  platform: WorkspacesPlatform,
  tenant: string,
  { member: reference, ...place }: InTeam,
  by: Principal,
  transaction?: Transaction,
): Promise<{ workspace: string; team: TeamRow; member: WorkspaceMemberRow; isIn: boolean }> {
  const { workspace, team } = await findTeam(platform, tenant, place, by, transaction);
  const member = await findWorkspaceMember(platform, tenant, { workspace, member: reference }, transaction);
  const held = await platform.database.rows(
    `SELECT FROM ${workspaceTables(tenant).teamMembers} WHERE team = $1 AND member = $2`,
    [team.id, member.id],
    transaction,
  );
  return { workspace, team, member, isIn: held.length > 0 };
}

/**
 * Adds a member of the workspace to a team. Somebody who is in it already stays.
 *
 * @throws PlexicaError as `findForTeam`
 */
export async function addToTeam(
  platform: WorkspacesPlatform,
  tenant: string,
  place: InTeam,
  by: Principal,
): Promise<void> {
  const { teamMembers, workspaceMembers } = workspaceTables(tenant);
  await platform.database.transaction(async (transaction) => {
    const { workspace, team, member } = await findForTeam(platform, tenant, place, by, transaction);
    await platform.database.rows(
      `INSERT INTO ${teamMembers} (team, workspace, member)
         SELECT $1::uuid, workspace, member FROM ${workspaceMembers} WHERE workspace = $2 AND member = $3 FOR KEY SHARE
       ON CONFLICT DO NOTHING RETURNING member`,
      [team.id, workspace, member.id],
      transaction,
    );
  });
}

/**
 * Removes somebody from a team. They stay in the workspace.
 *
 * @throws PlexicaError as `findForTeam`
 */
export async function removeFromTeam(
  platform: WorkspacesPlatform,
  tenant: string,
  place: InTeam,
  by: Principal,
): Promise<void> {
  await platform.database.transaction(async (transaction) => {
    const { team, member } = await findForTeam(platform, tenant, place, by, transaction);
    await platform.database.rows(
      `DELETE FROM ${workspaceTables(tenant).teamMembers} WHERE team = $1 AND member = $2 RETURNING member`,
      [team.id, member.id],
      transaction,
    );
  });
}
