import type { Transaction } from 'sequelize';
import { didYouMean } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { peopleTables } from '../people.ts';
import type { MembersPlatform } from '../platform.ts';
import type { RoleRow } from './role.ts';

/** All roles of a realm, by key. */
export async function findRoles(
  { database }: Pick<MembersPlatform, 'database'>,
  realm: string,
  transaction?: Transaction,
): Promise<RoleRow[]> {
  const { roles, memberRoles } = peopleTables(realm);
  return database.rows<RoleRow>(
    `SELECT r.key, r.name, r.permissions, r.plugin,
            (SELECT count(*)::int FROM ${memberRoles} held WHERE held.role = r.key) AS members
       FROM ${roles} r ORDER BY r.key`,
    [],
    transaction,
  );
}

/** @throws PlexicaError `role_not_found` */
export async function findRole(
  platform: Pick<MembersPlatform, 'database'>,
  realm: string,
  key: string,
  transaction?: Transaction,
): Promise<RoleRow> {
  const roles = await findRoles(platform, realm, transaction);
  const role = roles.find((one) => one.key === key);
  if (role !== undefined) return role;
  const keys = roles.map((one) => one.key);
  throw new PlexicaError('role_not_found', `no role has the key ${key}${didYouMean(key, keys)}`);
}

/**
 * The roles with these keys.
 *
 * @param keys as the body of the request has them under `roles`
 * @throws PlexicaError `invalid_input` with one issue for each key that no role has
 */
export async function rolesNamed(
  platform: Pick<MembersPlatform, 'database'>,
  realm: string,
  keys: readonly string[],
  transaction?: Transaction,
): Promise<RoleRow[]> {
  const roles = await findRoles(platform, realm, transaction);
  const known = roles.map(({ key }) => key);
  const issues = keys.flatMap((key, index) => {
    if (known.includes(key)) return [];
    return [{ path: `body.roles[${index}]`, message: `is not a role here: ${key}${didYouMean(key, known)}` }];
  });
  if (issues.length > 0) {
    const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new PlexicaError('invalid_input', list, { issues });
  }
  return roles.filter(({ key }) => keys.includes(key));
}
