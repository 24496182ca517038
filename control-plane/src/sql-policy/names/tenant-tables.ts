/**
 * Tables of a tenant's schema. Each is also a type, for its rows: a plugin that had a column of one would keep the
 * platform from changing the table.
 */
export const TENANT_TABLES = ['members', 'roles', 'member_roles', 'workspaces'] as const;
