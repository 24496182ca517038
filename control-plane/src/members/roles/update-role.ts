import type { Transaction } from 'sequelize';
import { requireOwn } from '../../access/beyond.ts';
import type { Principal } from '../../access/principal.ts';
import { requireMatch, tagOf } from '../../http/if-match.ts';
import { changePeople } from '../change-people.ts';
import { peopleTables } from '../people.ts';
import type { RolesPlatform } from './platform.ts';
import { findRole } from './find-roles.ts';
import { requirePermissions } from './require-permissions.ts';
import { requireCustom, versionOfRole, type RoleRow } from './role.ts';

export interface RoleUpdate {
  key: string;
  name?: string | undefined;
  permissions?: readonly string[] | undefined;
  ifMatch: string | undefined;
}

/**
 * @returns the role before the change
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `role_not_found`, `role_fixed`, `precondition_failed`,
 *   `invalid_input`; `not_allowed` if the role has or gets more permissions than the caller
 */
export async function checkRoleUpdate(
  platform: RolesPlatform,
  tenant: string,
  { key, permissions = [], ifMatch }: RoleUpdate,
  by: Principal,
  transaction?: Transaction,
): Promise<RoleRow> {
  await requirePermissions(platform, tenant, permissions);
  const role = await findRole(platform, tenant, key, transaction);
  requireCustom(role);
  requireMatch(ifMatch, tagOf(versionOfRole(role)));
  requireOwn(by, [...role.permissions, ...permissions], `change the role ${key}`);
  return role;
}

/** @throws PlexicaError as `checkRoleUpdate` */
export async function updateRole(
  platform: RolesPlatform,
  tenant: string,
  update: RoleUpdate,
  by: Principal,
): Promise<RoleRow> {
  return changePeople(platform, tenant, async (transaction) => {
    const before = await checkRoleUpdate(platform, tenant, update, by, transaction);
    const { key, name = before.name, permissions = before.permissions } = update;
    await platform.database.rows(
      `UPDATE ${peopleTables(tenant).roles} SET name = $2, permissions = $3 WHERE key = $1 RETURNING key`,
      [key, name, permissions],
      transaction,
    );
    return findRole(platform, tenant, key, transaction);
  });
}
