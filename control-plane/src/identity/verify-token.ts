import {
  createLocalJWKSet,
  decodeJwt,
  errors as joseErrors,
  jwtVerify,
  type JWK,
  type JWTPayload,
} from 'jose';
import { publicPart } from './public-part.ts';
import { PlexicaError } from '@plexica/sdk/errors';
import type { TokenReader } from '../access/access.ts';
import { tokenHash } from '../access/api-tokens.ts';
import type { Principal } from '../access/principal.ts';
import type { Machines } from './machines.ts';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';

/** Difference between the clocks of two servers that is accepted, in seconds. */
const CLOCK_TOLERANCE = 60;
/** Longest time that an entry stays cached. */
const CACHE_MS = 30_000;

export interface RealmTokens {
  readonly changes: Changes;
  url(): string;
  issuer(realm: string): string;
  /** Keys of the realm, also private ones; `undefined` for a realm that does not exist. */
  keysOf(realm: string): Promise<readonly JWK[] | undefined>;
  readonly machines: Machines;
  readonly isAlive: (realm: string, login: string) => Promise<boolean>;
  readonly memberPrincipal: (realm: string, subject: string, login: string) => Promise<Principal | undefined>;
}

/**
 * Reads access tokens of the realms (RFC 9068): signature with a key of that realm, algorithm, issuer, audience,
 * expiry, and that neither the login has ended nor the member was removed.
 *
 * @throws PlexicaError `not_authenticated` with the reason, for a token of a realm that is not valid now
 */
export function realmTokenReader(realms: RealmTokens): TokenReader {
  const cache = new CacheUntilChange<{ principal: Principal; expires: number }>(
    realms.changes,
    ['members', 'sessions', 'realm_keys', 'tenants', 'clients'],
    { max: 10_000, ttl: CACHE_MS },
  );
  return async (token) => {
    const realm = realmOf(token, realms);
    if (realm === undefined) return undefined;
    const key = tokenHash(token).toString('base64');
    const known = cache.get(key);
    if (known !== undefined && known.expires > Date.now()) return known.principal;
    const keep = cache.keeper(key);
    const keys = await realms.keysOf(realm);
    if (keys === undefined) return undefined;
    const claims = await verified(token, realm, keys, realms);
    const { exp } = claims as { exp: number };
    const found = await holderOf(claims, realm, realms);
    if (found === undefined) return undefined;
    const principal = { ...found, expiresAt: new Date(exp * 1000) };
    keep({ principal, expires: exp * 1000 });
    return principal;
  };
}

/** Who a verified token belongs to: a machine has no login that could end. */
async function holderOf(
  { sub, sid, client_id: client }: JWTPayload,
  realm: string,
  { machines, isAlive, memberPrincipal }: RealmTokens,
): Promise<Principal | undefined> {
  if (typeof sub !== 'string') return undefined;
  if (sid === undefined) return sub === client ? machines.principal(realm, sub) : undefined;
  if (typeof sid !== 'string' || !(await isAlive(realm, sid))) return undefined;
  return memberPrincipal(realm, sub, sid);
}

/** The realm that a token claims to be of. Nothing is verified yet. */
function realmOf(token: string, realms: RealmTokens): string | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return undefined;
  try {
    const { iss } = decodeJwt(token);
    const realm = iss?.slice(iss.lastIndexOf('/') + 1);
    return realm !== undefined && iss === realms.issuer(realm) ? realm : undefined;
  } catch {
    return undefined;
  }
}

async function verified(
  token: string,
  realm: string,
  keys: readonly JWK[],
  realms: RealmTokens,
): Promise<JWTPayload> {
  const publicKeys = publicPart(keys);
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: publicKeys }), {
      issuer: realms.issuer(realm),
      audience: realms.url(),
      algorithms: ['ES256'],
      typ: 'at+jwt',
      clockTolerance: CLOCK_TOLERANCE,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    const ahead = (payload.iat as number) - Date.now() / 1000;
    if (ahead > CLOCK_TOLERANCE) throw notNow('was issued', payload.iat);
    return payload;
  } catch (error) {
    if (error instanceof PlexicaError) throw error;
    if (error instanceof joseErrors.JWTExpired) throw notNow('expired', error.payload.exp);
    throw new PlexicaError('not_authenticated', 'the token is not a valid access token of this server', {
      cause: error,
    });
  }
}

/** Names both times, because one of two clocks may be wrong. */
function notNow(what: string, seconds: number | undefined): PlexicaError {
  const at = new Date((seconds ?? 0) * 1000).toISOString();
  return new PlexicaError(
    'not_authenticated',
    `the access token ${what} at ${at}; the time of this server is ${new Date().toISOString()}`,
  );
}
