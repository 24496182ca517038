import type { Transaction } from 'sequelize';
import { requireOwn } from '../access/beyond.ts';
import type { Principal } from '../access/principal.ts';
import { changePeople, requireRealm } from './change-people.ts';
import { findMember } from './find-member.ts';
import { requireAnotherAdmin } from './last-admin.ts';
import type { MemberRow } from './member.ts';
import { peopleTables } from './people.ts';
import type { MembersPlatform } from './platform.ts';

/**
 * @param reference id or e-mail address
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `member_not_found`, `last_admin`; `not_allowed` if the
 *   member has more permissions than the caller
 */
export async function checkRemoval(
  platform: MembersPlatform,
  realm: string,
  reference: string,
  by: Principal,
  transaction?: Transaction,
): Promise<MemberRow> {
  await requireRealm(platform, realm);
  const member = await findMember(platform, realm, reference, transaction);
  requireOwn(by, member.permissions, `remove ${member.email}`);
  await requireAnotherAdmin(platform, realm, member, transaction);
  return member;
}

/**
 * Removes a member with the account, and ends its logins. Rows of plugins that belong to the member are removed or lose
 * the reference, as the plugin has declared.
 *
 * @throws PlexicaError as `checkRemoval`
 */
export async function removeMember(
  platform: MembersPlatform,
  realm: string,
  reference: string,
  by: Principal,
): Promise<void> {
  await changePeople(platform, realm, async (transaction) => {
    const { id, subject } = await checkRemoval(platform, realm, reference, by, transaction);
    await platform.database.rows(
      `DELETE FROM ${peopleTables(realm).members} WHERE id = $1 RETURNING id`,
      [id],
      transaction,
    );
    if (subject !== null) await platform.realms.remove(realm, subject, transaction);
  });
}
