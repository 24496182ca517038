import type { Principal } from '../access/principal.ts';
import { isAdminEverywhere } from './find-workspace.ts';
import type { Membership } from './memberships.ts';
import type { WorkspacesPlatform } from './platform.ts';

/** The workspaces of a member of a tenant, by slug. Nobody else has any. */
export async function workspacesOf(
  { memberships }: Pick<WorkspacesPlatform, 'memberships'>,
  principal: Principal,
): Promise<readonly Membership[] | undefined> {
  const { scope, member } = principal;
  if (scope.kind !== 'tenant' || member === undefined) return undefined;
  return isAdminEverywhere(principal)
    ? memberships.all(scope.tenant)
    : memberships.of(scope.tenant, member.id);
}
