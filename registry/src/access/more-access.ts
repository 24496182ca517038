import type { AccessItem } from '@plexica/sdk/errors';
import type { BuiltManifest } from '../manifest/built-manifest.ts';
import { accessRules } from './rules.ts';

/**
 * Access that a version of a plugin requests and the previous one did not, by the table of `accessRules`. Without a
 * previous version, all access beyond its own data. Contains no duplicates.
 */
export function moreAccess(now: BuiltManifest, before?: BuiltManifest): AccessItem[] {
  const items = Object.values(accessRules)
    .flatMap(({ find }) => find?.(now, before) ?? [])
    .map((found): AccessItem => ({ plugin: now.id, ...found }));
  return [...new Map(items.map((item) => [sameness(item), item])).values()];
}

/** Requested items that were not accepted. Compares plugin, key and value, not the text. */
export function unaccepted<Item extends Pick<AccessItem, 'plugin' | 'key' | 'value'>>(
  asked: readonly Item[],
  accepted: readonly Pick<AccessItem, 'plugin' | 'key' | 'value'>[],
): Item[] {
  const known = new Set(accepted.map(sameness));
  return asked.filter((item) => !known.has(sameness(item)));
}

function sameness({ plugin, key, value }: Pick<AccessItem, 'plugin' | 'key' | 'value'>): string {
  return JSON.stringify([plugin, key, value]);
}
