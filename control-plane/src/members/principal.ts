import { DatabaseError } from 'sequelize';
import type pg from 'pg';
import type { Principal } from '../access/principal.ts';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { PLATFORM_REALM } from '../identity/realms.ts';
import { peopleTables, scopeOfRealm } from './people.ts';

/** Longest time that an entry stays cached. */
const CACHE_MS = 30_000;

/**
 * Finds the principal of somebody who has logged in.
 *
 * @param subject of the account in the realm
 * @param login the session, which becomes the credential of the principal
 * @returns `undefined` for somebody who is not a member, or whose tenant is not active
 */
export type MemberPrincipal = (
  realm: string,
  subject: string,
  login: string,
) => Promise<Principal | undefined>;

/** Caches members with their permissions until a member, a role or a tenant changes. */
export function memberPrincipals(
  database: Pick<PlatformDatabase, 'rows'>,
  changes: Pick<Changes, 'on' | 'connected'>,
): MemberPrincipal {
  const cache = new CacheUntilChange<Omit<Principal, 'credential'>>(changes, ['members', 'tenants'], {
    max: 10_000,
    ttl: CACHE_MS,
  });
  return async (realm, subject, login) => {
    // A realm has no space in its name.
    const key = `${realm} ${subject}`;
    const keep = cache.keeper(key);
    const known = cache.get(key);
    if (known !== undefined) return { ...known, credential: login };
    const found = await load(database, realm, subject);
    if (found === undefined) return undefined;
    keep(found);
    return { ...found, credential: login };
  };
}

async function load(
  database: Pick<PlatformDatabase, 'rows'>,
  realm: string,
  subject: string,
): Promise<Omit<Principal, 'credential'> | undefined> {
  const { members, roles, memberRoles } = peopleTables(realm);
  const rows = await database
    .rows<{ id: string; email: string; name: string; role: string | null; permissions: string[] | null }>(
      `SELECT m.id, m.email, m.name, r.key AS role, r.permissions
         FROM ${members} m
         LEFT JOIN ${memberRoles} held ON held.member = m.id
         LEFT JOIN ${roles} r ON r.key = held.role
        WHERE m.subject = $1
          AND ($2 = '${PLATFORM_REALM}' OR EXISTS (SELECT FROM plexica.tenants WHERE slug = $2 AND state = 'active'))
        ORDER BY r.key`,
      [subject, realm],
    )
    .catch((error: unknown) => {
      if (isMissingTable(error)) return [];
      throw error;
    });
  const [member] = rows;
  if (member === undefined) return undefined;
  const { id, email, name } = member;
  return {
    kind: 'member',
    id: memberPrincipalId(id),
    name,
    scope: scopeOfRealm(realm),
    permissions: [...new Set(rows.flatMap(({ permissions }) => permissions ?? []))],
    member: { id, email, roles: rows.flatMap(({ role }) => role ?? []) },
  };
}

/** The id by which the rest of the server knows a member. */
function memberPrincipalId(member: string): string {
  return `member:${member}`;
}

/** undefined_table: the tenant was deleted meanwhile. */
function isMissingTable(error: unknown): boolean {
  return error instanceof DatabaseError && (error.parent as pg.DatabaseError).code === '42P01';
}
