import { pluginIdLength, tenantSlugLength } from '@plexica/registry';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { Installations, Loaded } from '../installations/installations.ts';

/** Longest time that an absence is cached. */
const BELIEVED_MS = 5_000;
/** Number of cached absences. The oldest are dropped first. */
const REMEMBERED = 5_000;

/**
 * Finds installations and caches absent ones, so that repeated requests for them do not query the database; requests
 * before the first answer do. A change invalidates the cache: at once on the replica that made it, and on others when
 * they are notified.
 */
export function findOrRemember(
  installations: Pick<Installations, 'find'>,
  changes: Pick<Changes, 'on' | 'connected'>,
): (tenant: string, plugin: string) => Promise<Loaded | undefined> {
  const absent = new CacheUntilChange<true>(changes, ['installations', 'tenants'], {
    max: REMEMBERED,
    ttl: BELIEVED_MS,
  });
  return async (tenant, plugin) => {
    // Such a name cannot exist, and it could be long enough to fill the memory.
    if (tenant.length > tenantSlugLength.max || plugin.length > pluginIdLength.max) return undefined;
    const key = `${tenant}/${plugin}`;
    if (absent.get(key)) return undefined;
    const remember = absent.keeper(key);
    const loaded = await installations.find(tenant, plugin);
    if (loaded === undefined) remember(true);
    return loaded;
  };
}
