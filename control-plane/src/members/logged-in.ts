import type { PlatformDatabase } from '../database/platform-database.ts';
import type { Person } from '../identity/realms.ts';
import { peopleTables } from './people.ts';

/**
 * Records that a member has logged in: the invitation is accepted, and name and address are those of the account now. An
 * address that another member has stays as it was.
 *
 * @returns whether the account belongs to a member
 */
export async function memberLoggedIn(
  database: Pick<PlatformDatabase, 'rows'>,
  realm: string,
  subject: string,
  { name, ...person }: Person,
): Promise<boolean> {
  const { members } = peopleTables(realm);
  const email = person.email.toLowerCase();
  const [found] = await database.rows<{ same: boolean }>(
    `UPDATE ${members} SET last_login_at = now() WHERE subject = $1
     RETURNING state = 'active' AND name = $2 AND email = $3 AS same`,
    [subject, name, email],
  );
  if (found === undefined) return false;
  // Only this statement tells the caches of members.
  if (!found.same) {
    await database.rows(
      `UPDATE ${members} m SET state = 'active', name = $2,
              email = CASE WHEN EXISTS (SELECT FROM ${members} WHERE email = $3) THEN email ELSE $3 END
        WHERE subject = $1 RETURNING id`,
      [subject, name, email],
    );
  }
  return true;
}
