import { z } from 'zod';
import { covers, ONLY_OF_PLATFORM, PERMISSION_PATTERN } from '../access/permissions.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { findMember } from './find-member.ts';
import { Member, toMember } from './member.ts';
import { findRoles } from './roles/find-roles.ts';
import type { RolesPlatform } from './roles/platform.ts';
import { Role, sourceOf, type RoleRow } from './roles/role.ts';

export const ExplainQuery = z.strictObject({
  member: z
    .string()
    .max(254)
    .regex(/^[\x21-\x7e]+$/, 'must be an id or an e-mail address')
    .describe('Id or e-mail address of the member'),
  permission: z
    .string()
    .max(200)
    .regex(PERMISSION_PATTERN, 'must be a dotted key such as crm.contacts.read, or end in *')
    .describe('Permission such as `crm.contacts.write`'),
});

const Grant = z.object({
  role: z.string().describe('Key of the role'),
  source: Role.shape.source,
  pattern: z.string().describe('Pattern of the role that covers the permission'),
});

export const Explanation = z
  .object({
    member: Member,
    permission: z.string(),
    allowed: z.boolean(),
    grantedBy: z.array(Grant).describe('Roles of the member that grant it'),
    grantableBy: z
      .array(Grant)
      .describe('Roles of the tenant that would grant it, if the member does not have it'),
    reason: z.string().optional().describe('Why no role of the tenant can grant it'),
  })
  .meta({ id: 'PermissionExplanation' });
export type Explanation = z.output<typeof Explanation>;

/**
 * Why a member has a permission, or what is missing.
 *
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `member_not_found`
 */
export async function explainPermission(
  platform: RolesPlatform,
  tenant: string,
  { member: reference, permission }: z.output<typeof ExplainQuery>,
): Promise<Explanation> {
  const { id } = await findActiveTenant(platform.tables, tenant);
  const member = await findMember(platform, tenant, reference);
  const reason = ONLY_OF_PLATFORM.has(permission)
    ? `${permission} is a permission of the platform's people, which no role of a tenant grants`
    : await platform.unknownPermission(id, permission);
  const granting = reason === undefined ? grantsOf(await findRoles(platform, tenant), permission) : [];
  const grantedBy = granting.filter(({ role }) => member.roles.includes(role));
  const allowed = grantedBy.length > 0;
  return {
    member: toMember(member),
    permission,
    allowed,
    grantedBy,
    grantableBy: allowed ? [] : granting,
    ...(reason === undefined ? {} : { reason }),
  };
}

function grantsOf(roles: readonly RoleRow[], permission: string): z.output<typeof Grant>[] {
  return roles.flatMap((role) => {
    const pattern = role.permissions.find((one) => covers([one], permission));
    return pattern === undefined ? [] : [{ role: role.key, source: sourceOf(role), pattern }];
  });
}
