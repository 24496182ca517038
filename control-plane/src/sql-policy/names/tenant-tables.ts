/**
 * Tables of the schema of a tenant. Each is also a row type: a plugin with a column of that type would prevent the
 * platform from changing the table.
 */
export const TENANT_TABLES = [
  'members',
  'roles',
  'member_roles',
  'workspaces',
  'workspace_members',
  'teams',
  'team_members',
] as const;
