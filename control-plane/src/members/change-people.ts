import type { Transaction } from 'sequelize';
import { PLATFORM_REALM } from '../identity/realms.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { peopleTables, strongestRole } from './people.ts';
import type { MembersPlatform } from './platform.ts';

/**
 * Changes the people or roles of a realm. Such changes wait for each other: two administrators who remove each other
 * would otherwise both succeed, and a role could be given away while it grows.
 *
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, and what the work throws
 */
export async function changePeople<Result>(
  platform: MembersPlatform,
  realm: string,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const { database, changes } = platform;
  const { roles } = peopleTables(realm);
  const result = await database.transaction(async (transaction) => {
    if (realm !== PLATFORM_REALM) await findActiveTenant(platform.tables, realm, transaction);
    await database.rows(
      `SELECT key FROM ${roles} WHERE key = $1 FOR NO KEY UPDATE`,
      [strongestRole(realm)],
      transaction,
    );
    return work(transaction);
  });
  changes.tell('members');
  return result;
}

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready` */
export async function requireRealm(platform: MembersPlatform, realm: string): Promise<void> {
  if (realm !== PLATFORM_REALM) await findActiveTenant(platform.tables, realm);
}
