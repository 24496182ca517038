import { z } from 'zod';
import { Flag } from '../../http/flag.ts';
import { ifMatchOf, tagOf } from '../../http/if-match.ts';
import { recorded } from '../../http/recorded.ts';
import { routesOf } from '../../http/route.ts';
import { findActiveTenant } from '../../tenants/tenant.ts';
import { ExplainQuery, Explanation, explainPermission } from '../explain.ts';
import type { RolesPlatform } from './platform.ts';
import { checkNewRole, createRole } from './create-role.ts';
import { checkRoleDeletion, countMembers, deleteRole } from './delete-role.ts';
import { findRole, findRoles } from './find-roles.ts';
import { NewRole, Role, RoleChange, toRole, versionOfRole, type RoleRow } from './role.ts';
import { checkRoleUpdate, updateRole } from './update-role.ts';

const route = routesOf<RolesPlatform>();

const PATH = '/v1/tenants/{tenant}/roles';
const READ = { permission: 'roles.read', scope: 'tenant' } as const;
const WRITE = { permission: 'roles.write', scope: 'tenant' } as const;

const TenantPath = z.object({ tenant: recorded(z.string().describe('Slug of the tenant')) });
const RolePath = TenantPath.extend({
  role: recorded(
    z
      .string()
      .regex(/^[a-z0-9._-]{1,127}$/, 'must be the key of a role')
      .describe('Key of the role'),
  ),
});

const ForceQuery = z.strictObject({ force: Flag.describe('Takes the role from the members who have it') });

function withTag(row: RoleRow): { body: Role; headers: { ETag: string } } {
  return { body: toRole(row), headers: { ETag: tagOf(versionOfRole(row)) } };
}

export const roleRoutes = [
  route({
    id: 'explainPermission',
    method: 'GET',
    path: '/v1/tenants/{tenant}/permissions/explain',
    summary: 'Say why a member has a permission, or which roles would grant it',
    needs: { permission: 'permissions.read', scope: 'tenant' },
    params: TenantPath,
    query: ExplainQuery,
    answers: { 200: { description: 'The explanation', body: Explanation } },
    handle: async ({ platform, params: { tenant }, query }) => ({
      status: 200,
      body: await explainPermission(platform, tenant, query),
    }),
  }),
  route({
    id: 'listRoles',
    method: 'GET',
    path: PATH,
    summary: 'List the roles of a tenant with the source of each, sorted by key',
    needs: READ,
    params: TenantPath,
    answers: { 200: { description: 'All roles', body: z.object({ items: z.array(Role) }) } },
    handle: async ({ platform, params: { tenant } }) => {
      await findActiveTenant(platform.tables, tenant);
      return { status: 200, body: { items: (await findRoles(platform, tenant)).map(toRole) } };
    },
  }),
  route({
    id: 'createRole',
    method: 'POST',
    path: PATH,
    summary: 'Create a role. Its permissions must be permissions of the caller',
    needs: WRITE,
    params: TenantPath,
    body: NewRole,
    answers: { 201: { description: 'The role', body: Role } },
    plan: async ({ platform, params: { tenant }, body, principal }) => {
      await checkNewRole(platform, tenant, body, principal);
      return [
        { action: 'create', resource: 'role', name: body.key, detail: `with ${body.permissions.join(', ')}` },
      ];
    },
    handle: async ({ platform, params: { tenant }, body, principal }) => {
      const role = await createRole(platform, tenant, body, principal);
      const { body: answer, headers } = withTag(role);
      const location = `/v1/tenants/${tenant}/roles/${role.key}`;
      return { status: 201, body: answer, headers: { ...headers, Location: location } };
    },
  }),
  route({
    id: 'showRole',
    method: 'GET',
    path: `${PATH}/{role}`,
    summary: 'Show a role. Send the ETag as If-Match when you change it',
    needs: READ,
    params: RolePath,
    answers: { 200: { description: 'The role', body: Role } },
    handle: async ({ platform, params: { tenant, role } }) => {
      await findActiveTenant(platform.tables, tenant);
      return { status: 200, ...withTag(await findRole(platform, tenant, role)) };
    },
  }),
  route({
    id: 'changeRole',
    method: 'PATCH',
    path: `${PATH}/{role}`,
    summary: 'Change the name or replace the permissions of a role that the tenant made',
    needs: WRITE,
    params: RolePath,
    body: RoleChange,
    ifMatch: true,
    answers: { 200: { description: 'The role', body: Role } },
    plan: async ({ platform, params: { tenant, role: key }, body, principal, request }) => {
      const update = { key, ...body, ifMatch: ifMatchOf(request) };
      const before = await checkRoleUpdate(platform, tenant, update, principal);
      const { name = before.name, permissions = before.permissions } = body;
      const added = permissions.filter((one) => !before.permissions.includes(one));
      const taken = before.permissions.filter((one) => !permissions.includes(one));
      const details = [
        ...(name === before.name ? [] : [`renames it to ${name}`]),
        ...(added.length === 0 ? [] : [`adds ${added.join(', ')}`]),
        ...(taken.length === 0 ? [] : [`removes ${taken.join(', ')}`]),
      ];
      if (details.length === 0) return [];
      return [{ action: 'update', resource: 'role', name: key, detail: details.join('; ') }];
    },
    handle: async ({ platform, params: { tenant, role: key }, body, principal, request }) => {
      const update = { key, ...body, ifMatch: ifMatchOf(request) };
      return { status: 200, ...withTag(await updateRole(platform, tenant, update, principal)) };
    },
  }),
  route({
    id: 'deleteRole',
    method: 'DELETE',
    path: `${PATH}/{role}`,
    summary: 'Delete a role that the tenant made',
    needs: WRITE,
    params: RolePath,
    query: ForceQuery,
    answers: { 204: { description: 'The role is deleted' } },
    plan: async ({ platform, params: { tenant, role: key }, query: { force }, principal }) => {
      const { members } = await checkRoleDeletion(platform, tenant, { key, force }, principal);
      const detail = members === 0 ? {} : { detail: `${countMembers(members)} it now` };
      return [{ action: 'delete', resource: 'role', name: key, ...detail }];
    },
    handle: async ({ platform, params: { tenant, role: key }, query: { force }, principal }) => {
      await deleteRole(platform, tenant, { key, force }, principal);
      return { status: 204 };
    },
  }),
];
