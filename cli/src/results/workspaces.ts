import { z } from 'zod';

export const workspace = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  role: z.string().optional().describe('Your role: VIEWER, MEMBER or ADMIN. Absent if you have none.'),
  createdAt: z.string(),
});
export type WorkspaceResult = z.infer<typeof workspace>;

export const workspaceList = z.object({ tenant: z.string(), workspaces: z.array(workspace) });
export type WorkspaceList = z.infer<typeof workspaceList>;

export const workspaceDeleted = z.object({
  tenant: z.string(),
  workspace: z.string(),
  deleted: z.literal(true),
});
export type WorkspaceDeleted = z.infer<typeof workspaceDeleted>;

export const workspaceMember = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string().describe('VIEWER, MEMBER or ADMIN.'),
  addedAt: z.string(),
});
export type WorkspaceMemberResult = z.infer<typeof workspaceMember>;

export const workspaceMemberList = z.object({ workspace: z.string(), members: z.array(workspaceMember) });
export type WorkspaceMemberList = z.infer<typeof workspaceMemberList>;

export const workspaceMemberRemoved = z.object({
  workspace: z.string(),
  member: z.string(),
  removed: z.literal(true),
});
export type WorkspaceMemberRemoved = z.infer<typeof workspaceMemberRemoved>;

export const team = z.object({ id: z.string(), name: z.string(), members: z.int(), createdAt: z.string() });
export type TeamResult = z.infer<typeof team>;

export const teamList = z.object({ workspace: z.string(), teams: z.array(team) });
export type TeamList = z.infer<typeof teamList>;

export const teamDeleted = z.object({ workspace: z.string(), team: z.string(), deleted: z.literal(true) });
export type TeamDeleted = z.infer<typeof teamDeleted>;

export const teamMemberList = z.object({
  workspace: z.string(),
  team: z.string(),
  members: z.array(workspaceMember),
});
export type TeamMemberList = z.infer<typeof teamMemberList>;

export const teamMemberAdded = z.object({ team: z.string(), member: z.string(), added: z.literal(true) });
export type TeamMemberAdded = z.infer<typeof teamMemberAdded>;

export const teamMemberRemoved = z.object({ team: z.string(), member: z.string(), removed: z.literal(true) });
export type TeamMemberRemoved = z.infer<typeof teamMemberRemoved>;
