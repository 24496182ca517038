import type { PluginRoute } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { called } from '../access/authorize.ts';
import { covers } from '../access/permissions.ts';
import type { Principal } from '../access/principal.ts';
import { includesRole } from '../access/workspace-role.ts';
import type { Loaded } from '../installations/installations.ts';
import { isAdminEverywhere } from '../workspaces/find-workspace.ts';
import { named, type Membership } from '../workspaces/memberships.ts';
import type { GatewayPlatform } from './platform.ts';

/**
 * The workspace of a request to a plugin whose data belongs to workspaces, with the role of the caller in it; `undefined`
 * for other plugins and for a public route.
 *
 * @param reference content of `X-Workspace-ID`: id or slug
 * @throws PlexicaError `workspace_required`, `workspace_not_found`, `not_allowed` with the role that is missing
 */
export async function workspaceOf(
  { memberships }: Pick<GatewayPlatform, 'memberships'>,
  { manifest, target: { tenant, plugin } }: Loaded,
  route: PluginRoute,
  principal: Principal,
  reference: string | undefined,
): Promise<Membership | undefined> {
  if (manifest.workspaceAware !== true || route.access === 'public') return undefined;
  if (reference === undefined || reference === '')
    throw new PlexicaError(
      'workspace_required',
      `${plugin} keeps data by workspace, and the request names none`,
    );
  const { member } = principal;
  // A member can give a client permissions of his own, but no role in a workspace where he has none.
  const isToken = member === undefined && principal.kind !== 'client';
  const own =
    isToken || isAdminEverywhere(principal)
      ? await memberships.all(tenant)
      : member === undefined
        ? []
        : await memberships.of(tenant, member.id);
  const workspace = named(own, reference);
  const needed = route.workspaceRole ?? (route.method === 'GET' ? 'VIEWER' : 'MEMBER');
  if (workspace !== undefined && includesRole(workspace.role, needed)) return workspace;
  const seen = covers(principal.permissions, 'workspaces.read') ? await memberships.all(tenant) : own;
  if (named(seen, reference) === undefined)
    throw new PlexicaError('workspace_not_found', `no workspace of ${tenant} is ${reference}`);
  const has = workspace === undefined ? 'has no role' : `has the role ${workspace.role}`;
  throw new PlexicaError(
    'not_allowed',
    `${called(principal)} ${has} in the workspace ${reference}, but ${route.method} ${route.path} requires ${needed}`,
  );
}
