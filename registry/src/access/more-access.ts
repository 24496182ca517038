import type { AccessItem } from '@plexica/sdk/errors';
import type { BuiltManifest } from '../manifest/built-manifest.ts';
import { accessRules } from './rules.ts';

/**
 * What a version of a plugin asks for that the version before did not, by the table of `accessRules`; without a version
 * before, everything that it asks for beyond its own data. Nothing comes twice.
 */
export function moreAccess(now: BuiltManifest, before?: BuiltManifest): AccessItem[] {
  const items = Object.values(accessRules)
    .flatMap(({ find }) => find?.(now, before) ?? [])
    .map((found): AccessItem => ({ plugin: now.id, ...found }));
  return [...new Map(items.map((item) => [sameness(item), item])).values()];
}

/** Which of the things that are asked for nobody has accepted. Only plugin, key and value count, not the words. */
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
