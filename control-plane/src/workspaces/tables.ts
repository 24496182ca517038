import { identifier, tenantSchema } from '../database/names.ts';

/** Quoted names of the tables of the workspaces of a tenant. */
export function workspaceTables(tenant: string) {
  const schema = identifier(tenantSchema(tenant));
  return {
    workspaces: `${schema}.workspaces`,
    workspaceMembers: `${schema}.workspace_members`,
    teams: `${schema}.teams`,
    teamMembers: `${schema}.team_members`,
    members: `${schema}.members`,
  };
}
