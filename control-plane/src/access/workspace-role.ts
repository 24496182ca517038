/** Roles in a workspace. Each includes those before it. */
export const WORKSPACE_ROLES = ['VIEWER', 'MEMBER', 'ADMIN'] as const;
export type WorkspaceRole = (typeof WORKSPACE_ROLES)[number];

/** Whether a role includes another. Nobody has a role in a workspace that does not exist. */
export function includesRole(role: WorkspaceRole | undefined, needed: WorkspaceRole): boolean {
  return role !== undefined && WORKSPACE_ROLES.indexOf(role) >= WORKSPACE_ROLES.indexOf(needed);
}
