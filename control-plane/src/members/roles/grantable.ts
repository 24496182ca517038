import type { Transaction } from 'sequelize';
import { requireOwn } from '../../access/beyond.ts';
import type { Principal } from '../../access/principal.ts';
import type { MembersPlatform } from '../platform.ts';
import { rolesNamed } from './find-roles.ts';

/**
 * Checks that the caller can give these roles to somebody.
 *
 * @param keys as the body of the request has them under `roles`
 * @throws PlexicaError `invalid_input` for an unknown key; `not_allowed` for a role with more permissions than the caller
 */
export async function requireGrantable(
  platform: Pick<MembersPlatform, 'database'>,
  realm: string,
  keys: readonly string[],
  by: Principal,
  transaction?: Transaction,
): Promise<void> {
  for (const { key, permissions } of await rolesNamed(platform, realm, keys, transaction)) {
    requireOwn(by, permissions, `give the role ${key}`);
  }
}
