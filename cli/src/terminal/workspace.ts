import type { TeamList, TeamResult, WorkspaceMemberResult, WorkspaceResult } from '../results/workspaces.ts';
import { paint } from './style.ts';
import { fields, table } from './table.ts';
import { when } from './time.ts';

export function renderWorkspace({ id, slug, name, role, createdAt }: WorkspaceResult): string {
  return fields([
    ['slug', slug],
    ['name', name],
    ['id', id],
    ['your role', role ?? 'none'],
    ['created', when(createdAt)],
  ]);
}

/** Members of a workspace or of a team. */
export function renderWorkspaceMembers(members: readonly WorkspaceMemberResult[]): string {
  return table(
    ['e-mail', 'name', 'role', 'added'],
    members.map(({ email, name, role, addedAt }) => [email, name, role, when(addedAt)]),
    'e-mail',
  );
}

export function renderWorkspaceRole({ email, role }: WorkspaceMemberResult): string {
  return `${paint('green', '✓')} ${email} is ${role}.`;
}

export function renderTeams({ teams }: TeamList): string {
  if (teams.length === 0) return 'No teams. Create one with `plexica workspaces teams create`.';
  return table(
    ['name', 'members', 'id'],
    teams.map(({ id, name, members }) => [name, String(members), id]),
    'name',
  );
}

export function renderTeam({ id, name }: TeamResult): string {
  return `${paint('green', '✓')} The team is named ${name} (${id}).`;
}
