import { findPlugin, SHOWN_KEYS, toSummary, type Plugin } from './plugin.ts';
import { distTagsOf, findVersion, versionsOf } from './version.ts';
import type { RegistryTables } from './model.ts';

/** @throws PlexicaError `plugin_not_found` */
export async function showPlugin(tables: RegistryTables, id: string): Promise<Plugin> {
  const plugin = await findPlugin(tables, id);
  const versions = await versionsOf(tables, id);
  const version = plugin.latest ?? (versions[0] as string);
  const { manifest, readme } = await findVersion({ tables }, id, version);
  return {
    ...toSummary(plugin),
    distTags: await distTagsOf(tables, id),
    versions,
    version,
    ...Object.fromEntries(SHOWN_KEYS.map((key) => [key, manifest[key]])),
    routes: manifest.backend?.routes ?? [],
    ...(readme === null ? {} : { readme }),
  };
}
