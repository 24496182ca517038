import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { TokenReader } from './access.ts';
import { ADMIN, tokenPrincipalId, type Principal } from './principal.ts';
import { parseScope } from './scope.ts';
import { TokenUse } from './token-use.ts';

/** Longest time that an entry stays cached. */
const CACHE_MS = 30_000;

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** A secret of 256 bits. Its prefix lets scanners of code find it. */
export function newSecret(): string {
  return `plx_${randomBytes(32).toString('base64url')}`;
}

/** Reads `PLEXICA_ADMIN_TOKEN`. */
export function adminTokenReader(adminToken: string): TokenReader {
  const adminHash = tokenHash(adminToken);
  // Comparing hashes in constant time leaks nothing through timing.
  return async (token) => (timingSafeEqual(tokenHash(token), adminHash) ? ADMIN : undefined);
}

/** Reads API tokens, which the table of tokens knows by their hash. */
export function apiTokenReader(database: PlatformDatabase, changes: Changes): TokenReader {
  const use = new TokenUse(database);
  const cache = new CacheUntilChange<{ principal: Principal; expires: number }>(changes, ['tokens'], {
    max: 10_000,
    ttl: CACHE_MS,
  });

  async function load(hash: Buffer, key: string): Promise<Principal | undefined> {
    const keep = cache.keeper(key);
    const [found] = await database.rows<{
      id: string;
      name: string;
      scope: string;
      permissions: string[];
      expires_at: Date | null;
    }>(
      `SELECT id, name, scope, permissions, expires_at FROM plexica.tokens
        WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      [hash],
    );
    if (found === undefined) return undefined;
    const { id, name, scope, permissions, expires_at: expiresAt } = found;
    const principal: Principal = {
      kind: 'token',
      id: tokenPrincipalId(name),
      credential: id,
      name,
      scope: parseScope(scope),
      permissions,
      expiresAt: expiresAt ?? undefined,
    };
    keep({ principal, expires: expiresAt?.getTime() ?? Infinity });
    return principal;
  }

  return async (token) => {
    const hash = tokenHash(token);
    const key = hash.toString('base64');
    const known = cache.get(key);
    const fresh = known !== undefined && known.expires > Date.now() ? known.principal : undefined;
    const principal = fresh ?? (await load(hash, key));
    if (principal !== undefined) use.note(principal.credential);
    return principal;
  };
}
