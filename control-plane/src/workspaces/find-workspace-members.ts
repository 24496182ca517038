import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import { fromCursor, notACursor, toPage } from '../http/page.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { workspaceTables } from './tables.ts';
import { toWorkspaceMember, type WorkspaceMember, type WorkspaceMemberRow } from './workspace-member.ts';

function memberSql(tenant: string, rest: string): string {
  const { members, workspaceMembers } = workspaceTables(tenant);
  return `SELECT m.id, m.email, m.name, held.role, held.created_at
    FROM ${workspaceMembers} held JOIN ${members} m ON m.id = held.member
    WHERE held.workspace = $1 AND ${rest}`;
}

/**
 * @param at id of the workspace, and the member by id or e-mail address
 * @throws PlexicaError `workspace_member_not_found`
 */
export async function findWorkspaceMember(
  { database }: Pick<WorkspacesPlatform, 'database'>,
  tenant: string,
  { workspace, member: reference }: { workspace: string; member: string },
  transaction?: Transaction,
): Promise<WorkspaceMemberRow> {
  const [member] = await database.rows<WorkspaceMemberRow>(
    memberSql(tenant, '(m.id::text = $2 OR m.email = $2)'),
    [workspace, reference.toLowerCase()],
    transaction,
  );
  if (member === undefined)
    throw new PlexicaError('workspace_member_not_found', `no member of the workspace is ${reference}`);
  return member;
}

/**
 * Members of a workspace by e-mail address.
 *
 * @param of ids of the workspace and, for those of a team only, of the team
 * @throws PlexicaError `invalid_input`
 */
export async function listWorkspaceMembers(
  { database }: WorkspacesPlatform,
  tenant: string,
  { workspace, team }: { workspace: string; team?: string },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: WorkspaceMember[]; nextCursor?: string }> {
  const after = fromCursor(cursor) ?? '';
  if (after.includes('\0')) throw notACursor();
  const { teamMembers } = workspaceTables(tenant);
  const rows = await database.rows<WorkspaceMemberRow>(
    memberSql(
      tenant,
      `m.email > $2
       AND ($4::uuid IS NULL OR EXISTS (SELECT FROM ${teamMembers} t WHERE t.team = $4 AND t.member = m.id))
       ORDER BY m.email LIMIT $3`,
    ),
    [workspace, after, limit + 1, team ?? null],
  );
  return toPage(rows, limit, ({ email }) => email, toWorkspaceMember);
}
