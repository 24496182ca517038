import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import { requireOwn } from '../../access/beyond.ts';
import type { Principal } from '../../access/principal.ts';
import { findActiveTenant } from '../../tenants/tenant.ts';
import { changePeople } from '../change-people.ts';
import { peopleTables } from '../people.ts';
import type { RolesPlatform } from './platform.ts';
import { findRole } from './find-roles.ts';
import { requireCustom, type RoleRow } from './role.ts';

/**
 * @param force takes the role from the members who have it
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `role_not_found`, `role_fixed`, `role_in_use`; `not_allowed`
 *   if the role has more permissions than the caller
 */
export async function checkRoleDeletion(
  platform: RolesPlatform,
  tenant: string,
  { key, force }: { key: string; force: boolean },
  by: Principal,
  transaction?: Transaction,
): Promise<RoleRow> {
  await findActiveTenant(platform.tables, tenant);
  const role = await findRole(platform, tenant, key, transaction);
  requireCustom(role);
  requireOwn(by, role.permissions, `delete the role ${key}`);
  if (role.members > 0 && !force)
    throw new PlexicaError('role_in_use', `${countMembers(role.members)} the role ${key}`);
  return role;
}

export function countMembers(count: number): string {
  return count === 1 ? '1 member has' : `${count} members have`;
}

/** @throws PlexicaError as `checkRoleDeletion` */
export async function deleteRole(
  platform: RolesPlatform,
  tenant: string,
  deletion: { key: string; force: boolean },
  by: Principal,
): Promise<void> {
  await changePeople(platform, tenant, async (transaction) => {
    const { key } = await checkRoleDeletion(platform, tenant, deletion, by, transaction);
    await platform.database.rows(
      `DELETE FROM ${peopleTables(tenant).roles} WHERE key = $1 RETURNING key`,
      [key],
      transaction,
    );
  });
}
