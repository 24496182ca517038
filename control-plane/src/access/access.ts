import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Changes } from '../database/changes.ts';
import type { RegistryMode } from '../config.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { covers, type PlatformPermission } from './permissions.ts';
import { TokenUse } from './token-use.ts';

/** Where a token may act: everywhere, only publishing, or in one tenant. */
export type Scope = 'platform' | 'publish' | `tenant:${string}`;

/** Who calls. */
export interface Principal {
  /** `admin`, `token:<name>` or `anyone`; what is owned, is owned by this. */
  readonly id: string;
  /** `admin`, the id of the token, or `anyone`: several tokens may speak for one principal, with other permissions. */
  readonly credential: string;
  readonly name: string;
  readonly scope: Scope | 'none';
  readonly permissions: readonly string[];
  readonly expiresAt?: Date | undefined;
}

/** What the registry has of a plugin: names, descriptions, README and manifest, or its package. */
export type RegistryContent = 'metadata' | 'code';

const OPEN: Record<RegistryMode, readonly RegistryContent[]> = {
  public: ['metadata', 'code'],
  listed: ['metadata'],
  private: [],
};

/** What a route asks of its caller. With scope `tenant` the path has a `{tenant}`. */
export type Needs =
  | 'anyone'
  | 'authenticated'
  | { readonly registry: RegistryContent }
  | { readonly permission: PlatformPermission; readonly scope: 'platform' | 'tenant' | 'publish' };

const ADMIN: Principal = {
  id: 'admin',
  credential: 'admin',
  name: 'admin',
  scope: 'platform',
  permissions: ['*'],
};
export const ANYONE: Principal = {
  id: 'anyone',
  credential: 'anyone',
  name: 'anyone',
  scope: 'none',
  permissions: [],
};

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
      scope: Scope;
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
      id: `token:${name}`,
      credential: id,
      name,
      scope,
      permissions,
      expiresAt: expiresAt ?? undefined,
    };
    if (generation === this.#generation) {
      this.#cache.set(key, { principal, expires: expiresAt?.getTime() ?? Infinity });
    }
    return principal;
  }
}

/** The token of an `Authorization: Bearer` header (RFC 6750), or `undefined` without one. */
export function bearerToken(request: Request): string | undefined {
  const header = request.get('Authorization');
  if (header === undefined) return undefined;
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(header)?.[1];
  if (token === undefined) {
    throw new PlexicaError(
      'not_authenticated',
      'the Authorization header is not of the form: Bearer <token>',
    );
  }
  return token;
}

/** @throws PlexicaError `not_authenticated` */
export async function authenticate(access: Access, request: Request): Promise<Principal> {
  const token = bearerToken(request);
  if (token === undefined)
    throw new PlexicaError('not_authenticated', 'no token was sent: the request has no Authorization header');
  const principal = await access.principalOf(token);
  if (principal === undefined)
    throw new PlexicaError('not_authenticated', 'the token is unknown, expired or revoked');
  return principal;
}

/**
 * The only place that decides whether a request may go on.
 *
 * @throws PlexicaError `not_authenticated`, `not_allowed`
 */
export async function authorize(
  { access, config }: { access: Access; config: { registry: RegistryMode } },
  request: Request,
  needs: Needs,
): Promise<Principal> {
  const ofRegistry = typeof needs === 'object' && 'registry' in needs;
  if (needs === 'anyone' || (ofRegistry && OPEN[config.registry].includes(needs.registry))) {
    return bearerToken(request) === undefined ? ANYONE : authenticate(access, request);
  }
  const principal = await authenticate(access, request);
  if (needs === 'authenticated' || ofRegistry) return principal;
  const tenant = needs.scope === 'tenant' ? String(request.params['tenant']) : undefined;
  requirePermission(principal, needs.permission, needs.scope, tenant);
  return principal;
}

/** @throws PlexicaError `not_allowed` with the permission that is missing */
export function requirePermission(
  principal: Principal,
  permission: string,
  scope: 'platform' | 'tenant' | 'publish',
  tenant?: string,
): void {
  if (!reaches(principal.scope, scope, tenant)) {
    const where =
      scope === 'tenant' ? `the tenant ${tenant}` : scope === 'publish' ? 'publishing' : 'the platform';
    throw new PlexicaError(
      'not_allowed',
      `the token ${principal.name} (scope ${principal.scope}) is not for ${where}`,
    );
  }
  if (!covers(principal.permissions, permission)) {
    throw new PlexicaError('not_allowed', `the token ${principal.name} lacks the permission ${permission}`);
  }
}

function reaches(
  scope: Principal['scope'],
  needed: 'platform' | 'tenant' | 'publish',
  tenant?: string,
): boolean {
  if (scope === 'platform') return true;
  if (needed === 'tenant') return tenant !== undefined && scope === `tenant:${tenant}`;
  return scope === needed;
}
