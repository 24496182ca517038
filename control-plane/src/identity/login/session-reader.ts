import type { Request } from 'express';
import type { Principal } from '../../access/principal.ts';
import { CacheUntilChange } from '../../database/cache-until-change.ts';
import { originOf, realmOfHost } from '../origins.ts';
import { requireOwnOrigin } from '../own-origin.ts';
import type { IdentityPlatform } from '../platform.ts';

/** Longest time that an entry stays cached. */
const CACHE_MS = 30_000;

/** Finds the member of a browser's session. */
export function sessionReader(
  platform: () => IdentityPlatform,
  { changes }: Pick<IdentityPlatform, 'changes'>,
): (request: Request) => Promise<Principal | undefined> {
  const cache = new CacheUntilChange<Principal>(changes, ['members', 'sessions', 'tenants'], {
    max: 10_000,
    ttl: CACHE_MS,
  });
  return async (request) => {
    const running = platform();
    const { sessions, identity, config, url } = running;
    if (!sessions.named(request)) return undefined;
    const realm = realmOfHost({ config, url }, request.hostname);
    if (realm === undefined) return undefined;
    const { session } = await sessions.open(request);
    const { loggedIn } = session;
    // A cookie of one tenant's host is not sent to another's. Should it be, it is worth nothing there.
    if (loggedIn === undefined || loggedIn.realm !== realm) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD')
      requireOwnOrigin(request, originOf({ config, url }, realm));
    const key = `${realm} ${loggedIn.login}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const keep = cache.keeper(key);
    if (!(await identity.isAlive(realm, loggedIn.login))) return undefined;
    const principal = await running.memberPrincipal(realm, loggedIn.subject, loggedIn.login);
    if (principal !== undefined) keep(principal);
    return principal;
  };
}
