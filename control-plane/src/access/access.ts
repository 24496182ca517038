import { createHash, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { ADMIN, tokenPrincipalId, type Principal } from './principal.ts';
import { parseScope } from './scope.ts';
import { TokenUse } from './token-use.ts';

/** No cached entry outlives this, whatever else happens. */
const CACHE_MS = 30_000;

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Knows who holds a token. */
export class Access {
  readonly #adminHash: Buffer;
  readonly #database: PlatformDatabase;
  readonly #changes: Changes;
  readonly #use: TokenUse;
  readonly #cache = new LRUCache<string, { principal: Principal; expires: number }>({
    max: 10_000,
    ttl: CACHE_MS,
  });

  /** Counts changes, so that what was read before one is not kept after it. */
  #generation = 0;

  constructor(adminToken: string, database: PlatformDatabase, changes: Changes) {
    this.#adminHash = tokenHash(adminToken);
    this.#database = database;
    this.#changes = changes;
    this.#use = new TokenUse(database);
    changes.on('tokens', () => {
      this.#generation += 1;
      this.#cache.clear();
    });
  }

  /** @returns the token's principal, or `undefined` when it is unknown, expired or revoked */
  async principalOf(token: string): Promise<Principal | undefined> {
    const hash = tokenHash(token);
    // Hashes are compared, and in constant time, so that nothing is learnt from how long it takes.
    if (timingSafeEqual(hash, this.#adminHash)) return ADMIN;
    const key = hash.toString('base64');
    const known = this.#changes.connected ? this.#cache.get(key) : undefined;
    const fresh = known !== undefined && known.expires > Date.now() ? known.principal : undefined;
    const principal = fresh ?? (await this.#load(hash, key));
    if (principal !== undefined) this.#use.note(principal.credential);
    return principal;
  }

  async #load(hash: Buffer, key: string): Promise<Principal | undefined> {
    const generation = this.#generation;
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
    if (generation === this.#generation) {
      this.#cache.set(key, { principal, expires: expiresAt?.getTime() ?? Infinity });
    }
    return principal;
  }
}
