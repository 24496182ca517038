import type { Transaction } from 'sequelize';
import { requireOwn } from '../access/beyond.ts';
import type { Principal } from '../access/principal.ts';
import { requireMatch, tagOf } from '../http/if-match.ts';
import { changePeople, requireRealm } from './change-people.ts';
import { findMember } from './find-member.ts';
import { requireAnotherAdmin } from './last-admin.ts';
import { versionOfMember, type MemberRow } from './member.ts';
import { peopleTables, strongestRole } from './people.ts';
import type { MembersPlatform } from './platform.ts';
import { requireGrantable } from './roles/grantable.ts';

export interface RolesChange {
  /** Id or e-mail address. */
  member: string;
  /** Keys of the roles that the member has afterwards. */
  roles: readonly string[];
  ifMatch: string | undefined;
}

/**
 * @returns the member before the change
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `member_not_found`, `precondition_failed`, `invalid_input`,
 *   `last_admin`; `not_allowed` if the member or a role has more permissions than the caller
 */
export async function checkRolesChange(
  platform: MembersPlatform,
  realm: string,
  { member: reference, roles, ifMatch }: RolesChange,
  by: Principal,
  transaction?: Transaction,
): Promise<MemberRow> {
  await requireRealm(platform, realm);
  const member = await findMember(platform, realm, reference, transaction);
  requireMatch(ifMatch, tagOf(versionOfMember(member)));
  requireOwn(by, member.permissions, `change the roles of ${member.email}`);
  await requireGrantable(platform, realm, roles, by, transaction);
  if (!roles.includes(strongestRole(realm))) await requireAnotherAdmin(platform, realm, member, transaction);
  return member;
}

/** @throws PlexicaError as `checkRolesChange` */
export async function changeRoles(
  platform: MembersPlatform,
  realm: string,
  change: RolesChange,
  by: Principal,
): Promise<MemberRow> {
  const { memberRoles } = peopleTables(realm);
  return changePeople(platform, realm, async (transaction) => {
    const { id } = await checkRolesChange(platform, realm, change, by, transaction);
    await platform.database.rows(
      `WITH gone AS (DELETE FROM ${memberRoles} WHERE member = $1 AND role <> ALL($2::text[]))
       INSERT INTO ${memberRoles} (member, role) SELECT $1, unnest($2::text[])
       ON CONFLICT DO NOTHING RETURNING role`,
      [id, change.roles],
      transaction,
    );
    return findMember(platform, realm, id, transaction);
  });
}
