import { createHash, timingSafeEqual } from 'node:crypto';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { ADMIN, tokenPrincipalId, type Principal } from './principal.ts';
import { parseScope } from './scope.ts';
import { TokenUse } from './token-use.ts';

/** Longest time that an entry stays cached. */
const CACHE_MS = 30_000;

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Finds the principal of a token. */
export class Access {
  readonly #adminHash: Buffer;
  readonly #database: PlatformDatabase;
  readonly #use: TokenUse;
  readonly #cache: CacheUntilChange<{ principal: Principal; expires: number }>;

  constructor(adminToken: string, database: PlatformDatabase, changes: Changes) {
    this.#adminHash = tokenHash(adminToken);
    this.#database = database;
    this.#use = new TokenUse(database);
    this.#cache = new CacheUntilChange(changes, ['tokens'], { max: 10_000, ttl: CACHE_MS });
  }

  /** @returns the principal, or `undefined` if the token is unknown, expired or revoked */
  async principalOf(token: string): Promise<Principal | undefined> {
    const hash = tokenHash(token);
    // Comparing hashes in constant time leaks nothing through timing.
    if (timingSafeEqual(hash, this.#adminHash)) return ADMIN;
    const key = hash.toString('base64');
    const known = this.#cache.get(key);
    const fresh = known !== undefined && known.expires > Date.now() ? known.principal : undefined;
    const principal = fresh ?? (await this.#load(hash, key));
    if (principal !== undefined) this.#use.note(principal.credential);
    return principal;
  }

  async #load(hash: Buffer, key: string): Promise<Principal | undefined> {
    const keep = this.#cache.keeper(key);
    const [found] = await this.#database.rows<{
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
}
