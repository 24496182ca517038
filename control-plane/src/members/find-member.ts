import type { Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import { fromCursor, notACursor, toPage } from '../http/page.ts';
import { toMember, type Member, type MemberRow } from './member.ts';
import { peopleTables } from './people.ts';
import type { MembersPlatform } from './platform.ts';

type Database = Pick<MembersPlatform, 'database'>;

function memberSql(realm: string, rest: string): string {
  const { members, roles, memberRoles } = peopleTables(realm);
  return `SELECT m.*, held.roles, held.permissions
    FROM ${members} m CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(DISTINCT r.key ORDER BY r.key), '{}') AS roles,
             coalesce(array_agg(DISTINCT p), '{}') AS permissions
        FROM ${memberRoles} mr JOIN ${roles} r ON r.key = mr.role CROSS JOIN unnest(r.permissions) p
       WHERE mr.member = m.id) held
    ${rest}`;
}

/**
 * @param reference id or e-mail address
 * @throws PlexicaError `member_not_found`
 */
export async function findMember(
  { database }: Database,
  realm: string,
  reference: string,
  transaction?: Transaction,
): Promise<MemberRow> {
  const [member] = await database.rows<MemberRow>(
    memberSql(realm, 'WHERE m.id::text = $1 OR m.email = $1'),
    [reference.toLowerCase()],
    transaction,
  );
  if (member === undefined) throw new PlexicaError('member_not_found', `no member is ${reference}`);
  return member;
}

/** Members by e-mail address. */
export async function listMembers(
  { database }: Database,
  realm: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Member[]; nextCursor?: string }> {
  const after = fromCursor(cursor) ?? '';
  if (after.includes('\0')) throw notACursor();
  const rows = await database.rows<MemberRow>(
    memberSql(realm, 'WHERE m.email > $1 ORDER BY m.email LIMIT $2'),
    [after, limit + 1],
  );
  return toPage(rows, limit, ({ email }) => email, toMember);
}
