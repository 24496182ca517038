import type { PlatformDatabase } from '../../database/platform-database.ts';
import { peopleTables } from '../people.ts';

/** The roles of a plugin that members of a tenant have, with the number of members. */
export async function heldRolesOf(
  { database }: { database: Pick<PlatformDatabase, 'rows'> },
  tenant: string,
  plugin: string,
): Promise<{ key: string; members: number }[]> {
  const { roles, memberRoles } = peopleTables(tenant);
  return database.rows(
    `SELECT r.key, count(*)::int AS members FROM ${roles} r JOIN ${memberRoles} held ON held.role = r.key
      WHERE r.plugin = $1 GROUP BY r.key ORDER BY r.key`,
    [plugin],
  );
}
