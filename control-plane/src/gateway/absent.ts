import { LRUCache } from 'lru-cache';
import { pluginIdLength, tenantSlugLength } from '@plexica/registry';
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
  const absent = new LRUCache<string, true>({ max: REMEMBERED, ttl: BELIEVED_MS });
  // Counts changes, so that what was read before one is not kept after it.
  let generation = 0;
  for (const table of ['installations', 'tenants'] as const) {
    changes.on(table, () => {
      generation += 1;
      absent.clear();
    });
  }
  return async (tenant, plugin) => {
    // No such name can exist, and it may be long enough to fill the memory.
    if (tenant.length > tenantSlugLength.max || plugin.length > pluginIdLength.max) return undefined;
    const key = `${tenant}/${plugin}`;
    if (changes.connected && absent.has(key)) return undefined;
    const asked = generation;
    const loaded = await installations.find(tenant, plugin);
    if (loaded === undefined && asked === generation) absent.set(key, true);
    return loaded;
  };
}
