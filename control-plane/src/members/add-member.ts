import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Person } from '../identity/realms.ts';
import { peopleTables } from './people.ts';
import type { MembersPlatform } from './platform.ts';

/**
 * Adds somebody to the members of a realm and invites them by mail.
 *
 * @param person with an address in lower case
 * @param roles keys of existing roles
 * @returns the id of the member
 * @throws PlexicaError `member_exists`
 */
export async function addMember(
  { database, realms }: Pick<MembersPlatform, 'database' | 'realms'>,
  realm: string,
  { person, roles }: { person: Person; roles: readonly string[] },
  transaction: Transaction,
): Promise<string> {
  const { members, memberRoles } = peopleTables(realm);
  const [added] = await database.rows<{ id: string }>(
    `INSERT INTO ${members} (email, name) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING RETURNING id`,
    [person.email, person.name],
    transaction,
  );
  if (added === undefined) throw memberExists(person.email);
  await database.rows(
    `INSERT INTO ${memberRoles} (member, role) SELECT $1, unnest($2::text[]) RETURNING member`,
    [added.id, roles],
    transaction,
  );
  const subject = await realms.invite(realm, person, transaction);
  await database.rows(
    `UPDATE ${members} SET subject = $2 WHERE id = $1 RETURNING id`,
    [added.id, subject],
    transaction,
  );
  return added.id;
}

export function memberExists(email: string): PlexicaError {
  return new PlexicaError('member_exists', `${email} is already a member`, {
    hint: 'Change the roles of a member with `plexica members set-role`, or send the invitation again with `plexica members invite --again`.',
  });
}

/** Until somebody says their name, it is the part of the address before the `@`. */
export function nameFromAddress(email: string): string {
  return email.slice(0, email.lastIndexOf('@'));
}
