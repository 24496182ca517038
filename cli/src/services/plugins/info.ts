import { moreAccess } from '@plexica/registry';
import type { PluginInfo } from '../../results/plugins.ts';
import type { Api } from '../api.ts';
import { pluginReference } from './reference.ts';

/** @throws PlexicaError `plugin_not_found`, `version_not_found` */
export async function pluginInfo(api: Api, reference: string): Promise<PluginInfo> {
  const { plugin, range } = pluginReference(reference);
  const shown = await api.showPlugin({ plugin });
  const version = range === undefined ? shown.version : (await api.resolvePlugin({ plugin, range })).version;
  const { manifest } = await api.showVersion({ plugin, version });
  return {
    id: shown.id,
    version,
    displayName: manifest.displayName ?? shown.id,
    description: manifest.description ?? '',
    ...(manifest.license !== undefined && { license: manifest.license }),
    owner: shown.owner,
    versions: shown.versions,
    distTags: shown.distTags,
    permissions: manifest.permissions ?? {},
    roles: manifest.roles ?? {},
    access: moreAccess(manifest),
    ...(manifest.allowedSecrets !== undefined && { allowedSecrets: manifest.allowedSecrets }),
    dependencies: manifest.dependencies ?? {},
    routes: manifest.backend?.routes ?? [],
  };
}
