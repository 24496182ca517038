import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { MemberRow } from './member.ts';
import { peopleTables, strongestRole } from './people.ts';
import type { MembersPlatform } from './platform.ts';

/**
 * Refuses to take the strongest role of a realm from the last member who has it. If this member can log in, an invitation
 * that nobody has accepted is no replacement.
 *
 * @throws PlexicaError `last_admin`
 */
export async function requireAnotherAdmin(
  { database }: Pick<MembersPlatform, 'database'>,
  realm: string,
  member: MemberRow,
  transaction?: Transaction,
): Promise<void> {
  const role = strongestRole(realm);
  if (!member.roles.includes(role)) return;
  const { members, memberRoles } = peopleTables(realm);
  const [another] = await database.rows(
    `SELECT FROM ${members} m JOIN ${memberRoles} held ON held.member = m.id
      WHERE held.role = $1 AND m.id <> $2 AND (m.state = 'active' OR $3 = 'invited') LIMIT 1`,
    [role, member.id, member.state],
    transaction,
  );
  if (another !== undefined) return;
  throw new PlexicaError('last_admin', `${member.email} is the last member with the role ${role}`);
}
