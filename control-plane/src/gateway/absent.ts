import { pluginIdLength, tenantSlugLength } from '@plexica/registry';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { Installations, Loaded } from '../installations/installations.ts';

/** No absence is believed for longer, whatever else happens. */
const BELIEVED_MS = 5_000;
/** Whoever makes names up is forgotten in their order. */
const REMEMBERED = 5_000;

/**
 * Finds installations, and remembers which are not there, so that whoever calls again and again what does not exist does
 * not ask the database each time; calls that come before the first answer all ask. What a change may have brought into
 * being is asked for again: at once on the replica that made it, and on the others as they hear of it.
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
    // No such name can exist, and it may be long enough to fill the memory.
    if (tenant.length > tenantSlugLength.max || plugin.length > pluginIdLength.max) return undefined;
    const key = `${tenant}/${plugin}`;
    if (absent.get(key)) return undefined;
    const remember = absent.keeper(key);
    const loaded = await installations.find(tenant, plugin);
    if (loaded === undefined) remember(true);
    return loaded;
  };
}
