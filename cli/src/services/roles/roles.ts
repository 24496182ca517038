import type { Planned } from '../../results/planned.ts';
import type { RoleDeleted, RoleList, RoleResult } from '../../results/roles.ts';
import { sentAs, type Api } from '../api.ts';
import { listed, typedList } from '../typed-list.ts';

/** One role of a tenant. */
interface OfTenant {
  tenant: string;
  key: string;
}

export interface RoleInput extends OfTenant {
  name: string | undefined;
  /** As typed: `crm.*,members.read`. */
  permissions: string | undefined;
  dryRun: boolean;
}

export async function listRoles(api: Api, tenant: string): Promise<RoleList> {
  return { tenant, roles: (await api.listRoles({ tenant })).items };
}

export function showRole(api: Api, { tenant, key }: OfTenant): Promise<RoleResult> {
  return sentAs({ role: '<key>' }, () => api.showRole({ tenant, role: key }));
}

export function createRole(
  api: Api,
  { tenant, key, name, permissions, dryRun }: RoleInput & { permissions: string },
): Promise<RoleResult | Planned> {
  const body = { key, permissions: listed(permissions), ...(name !== undefined && { name }) };
  const typed = { 'body.key': '<key>', ...typedFlags(permissions) };
  return sentAs<RoleResult | Planned>(typed, () =>
    dryRun ? api.createRole({ tenant, body, dryRun }) : api.createRole({ tenant, body }),
  );
}

export function updateRole(
  api: Api,
  { tenant, key, name, permissions, dryRun }: RoleInput,
): Promise<RoleResult | Planned> {
  const body = {
    ...(name !== undefined && { name }),
    ...(permissions !== undefined && { permissions: listed(permissions) }),
  };
  const request = { tenant, role: key, body };
  return sentAs<RoleResult | Planned>({ role: '<key>', ...typedFlags(permissions) }, () =>
    dryRun ? api.changeRole({ ...request, dryRun }) : api.changeRole(request),
  );
}

function typedFlags(permissions: string | undefined): Record<string, string> {
  return { 'body.name': '--name', ...typedList('body.permissions', '--permissions', permissions) };
}

/** @param deletion with `force`, members lose the role */
export async function deleteRole(
  api: Api,
  { tenant, key, force, dryRun }: OfTenant & { force: boolean; dryRun: boolean },
): Promise<RoleDeleted | Planned> {
  const request = { tenant, role: key, ...(force && { force: 'true' as const }) };
  return sentAs<RoleDeleted | Planned>({ role: '<key>' }, async () => {
    if (dryRun) return api.deleteRole({ ...request, dryRun });
    await api.deleteRole(request);
    return { tenant, key, deleted: true };
  });
}
