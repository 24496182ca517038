import type { Transaction } from 'sequelize';
import type { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { requireOwn } from '../../access/beyond.ts';
import type { Principal } from '../../access/principal.ts';
import { changePeople } from '../change-people.ts';
import { peopleTables } from '../people.ts';
import type { RolesPlatform } from './platform.ts';
import { findRole } from './find-roles.ts';
import { requirePermissions } from './require-permissions.ts';
import type { NewRole, RoleRow } from './role.ts';

type RoleInput = z.output<typeof NewRole>;

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `role_exists`, `invalid_input`, `not_allowed` */
export async function checkNewRole(
  platform: RolesPlatform,
  tenant: string,
  { key, permissions }: RoleInput,
  by: Principal,
  transaction?: Transaction,
): Promise<void> {
  await requirePermissions(platform, tenant, permissions);
  requireOwn(by, permissions, `create the role ${key}`);
  const { roles } = peopleTables(tenant);
  const [role] = await platform.database.rows(`SELECT FROM ${roles} WHERE key = $1`, [key], transaction);
  if (role !== undefined) throw new PlexicaError('role_exists', `the role ${key} already exists`);
}

/** @throws PlexicaError as `checkNewRole` */
export async function createRole(
  platform: RolesPlatform,
  tenant: string,
  input: RoleInput,
  by: Principal,
): Promise<RoleRow> {
  return changePeople(platform, tenant, async (transaction) => {
    await checkNewRole(platform, tenant, input, by, transaction);
    const { key, name = key, permissions } = input;
    await platform.database.rows(
      `INSERT INTO ${peopleTables(tenant).roles} (key, name, permissions) VALUES ($1, $2, $3) RETURNING key`,
      [key, name, permissions],
      transaction,
    );
    return findRole(platform, tenant, key, transaction);
  });
}
