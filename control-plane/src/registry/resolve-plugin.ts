import { pickVersion } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { z } from 'zod';
import type { RegistryPlatform } from './platform.ts';
import { findPlugin } from './plugin.ts';
import { distTagsOf, findVersion, versionsOf, tarballUrl } from './version.ts';

export const ResolvedVersion = z
  .object({
    plugin: z.string(),
    version: z.string(),
    integrity: z.string().describe('sha512 of the tarball (Subresource Integrity)'),
    tarball: z.url(),
  })
  .meta({ id: 'ResolvedVersion' });

/**
 * @param range exact version, semver range or dist-tag, resolved as npm does
 * @throws PlexicaError `plugin_not_found`, `version_not_found`
 */
export async function resolvePlugin(
  platform: RegistryPlatform,
  plugin: string,
  range: string,
): Promise<z.output<typeof ResolvedVersion>> {
  const { packageName } = await findPlugin(platform.tables, plugin);
  const versions = await versionsOf(platform.tables, plugin);
  const version = pickVersion(versions, await distTagsOf(platform.tables, plugin), range);
  if (version === undefined) {
    const highest = versions.slice(0, 5).join(', ');
    const more = versions.length > 5 ? ` and ${versions.length - 5} lower` : '';
    throw new PlexicaError(
      'version_not_found',
      `no version of ${plugin} satisfies ${range}; available: ${highest}${more}`,
    );
  }
  const { integrity } = await findVersion(platform, plugin, version);
  return { plugin, version, integrity, tarball: tarballUrl(platform.url, packageName, version) };
}
