import { timingSafeEqual } from 'node:crypto';
import { tokenHash } from '../access/api-tokens.ts';
import type { Principal } from '../access/principal.ts';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { Machines } from '../identity/machines.ts';

/** Longest time that an entry stays cached. */
const CACHE_MS = 30_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Caches clients until one of them or a tenant changes. */
export function openMachines(
  database: Pick<PlatformDatabase, 'rows'>,
  changes: Pick<Changes, 'on' | 'connected'>,
): Machines {
  const cache = new CacheUntilChange<Principal>(changes, ['clients', 'tenants'], {
    max: 10_000,
    ttl: CACHE_MS,
  });
  return {
    async principal(realm, id) {
      if (!UUID.test(id)) return undefined;
      const key = `${realm} ${id}`;
      const keep = cache.keeper(key);
      const known = cache.get(key);
      if (known !== undefined) return known;
      const [client] = await database.rows<{ name: string; permissions: string[] }>(
        `SELECT name, permissions FROM plexica.clients
          WHERE realm = $1 AND id = $2
            AND EXISTS (SELECT FROM plexica.tenants WHERE slug = $1 AND state = 'active')`,
        [realm, id],
      );
      if (client === undefined) return undefined;
      const principal: Principal = {
        kind: 'client',
        id: `client:${id}`,
        credential: id,
        ...client,
        scope: { kind: 'tenant', tenant: realm },
      };
      keep(principal);
      return principal;
    },
    async isSecret(realm, id, secret) {
      if (!UUID.test(id)) return false;
      const [client] = await database.rows<{ secret: Buffer; previous: Buffer | null }>(
        `SELECT secret, CASE WHEN previous_until > now() THEN previous_secret END AS previous
           FROM plexica.clients WHERE realm = $1 AND id = $2`,
        [realm, id],
      );
      const hash = tokenHash(secret);
      if (client === undefined) return false;
      const valid = client.previous === null ? [client.secret] : [client.secret, client.previous];
      return valid.some((one) => timingSafeEqual(one, hash));
    },
  };
}
