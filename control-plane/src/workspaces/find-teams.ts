import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import { fromCursor, notACursor, toPage } from '../http/page.ts';
import { findWorkspace } from './find-workspace.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { workspaceTables } from './tables.ts';
import { toTeam, type Team, type TeamRow } from './team.ts';

/** A team as a request names it. */
export interface TeamPlace {
  /** Id or slug. */
  workspace: string;
  /** Id or name. */
  team: string;
}

function teamSql(tenant: string, rest: string): string {
  const { teams, teamMembers } = workspaceTables(tenant);
  return `SELECT t.id, t.name, t.created_at,
      (SELECT count(*)::int FROM ${teamMembers} held WHERE held.team = t.id) AS members
    FROM ${teams} t WHERE t.workspace = $1 AND ${rest}`;
}

/**
 * @returns id of the workspace, and the team
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `team_not_found`
 */
export async function findTeam(
  platform: WorkspacesPlatform,
  tenant: string,
  { workspace: reference, team: id }: TeamPlace,
  by: Principal,
  transaction?: Transaction,
): Promise<{ workspace: string; team: TeamRow }> {
  const { id: workspace, slug } = await findWorkspace(platform, tenant, reference, by, transaction);
  const [team] = await platform.database.rows<TeamRow>(
    teamSql(tenant, '(t.id::text = $2 OR t.name = $2) ORDER BY t.id::text = $2 DESC LIMIT 1'),
    [workspace, id],
    transaction,
  );
  if (team === undefined) throw new PlexicaError('team_not_found', `the workspace ${slug} has no team ${id}`);
  return { workspace, team };
}

/**
 * Teams of a workspace by name.
 *
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `workspace_not_found`, `invalid_input`
 */
export async function listTeams(
  platform: WorkspacesPlatform,
  tenant: string,
  reference: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  by: Principal,
): Promise<{ items: Team[]; nextCursor?: string }> {
  const { id } = await findWorkspace(platform, tenant, reference, by);
  const after = fromCursor(cursor) ?? '';
  if (after.includes('\0')) throw notACursor();
  const rows = await platform.database.rows<TeamRow>(
    teamSql(tenant, 't.name > $2 ORDER BY t.name LIMIT $3'),
    [id, after, limit + 1],
  );
  return toPage(rows, limit, ({ name }) => name, toTeam);
}
