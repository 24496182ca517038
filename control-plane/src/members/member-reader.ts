import type { PlatformDatabase } from '../database/platform-database.ts';
import type { MemberReader } from '../plugin-host/capabilities/members/members.ts';
import { peopleTables } from './people.ts';

/** Reads what plugins may know of members. */
export function memberReader(database: Pick<PlatformDatabase, 'rows'>): MemberReader {
  return {
    list: (tenant, { after, limit }) =>
      database.rows(
        `SELECT id, name, email FROM ${peopleTables(tenant).members} WHERE email > $1 ORDER BY email LIMIT $2`,
        [after, limit],
      ),
    async get(tenant, id) {
      const [member] = await database.rows<{ id: string; name: string; email: string }>(
        `SELECT id, name, email FROM ${peopleTables(tenant).members} WHERE id = $1`,
        [id],
      );
      return member;
    },
  };
}
