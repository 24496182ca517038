import type { Work } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import type { Sandboxed } from '../plugin-host/types.ts';
import type { Opened } from '../registry/bundles.ts';
import { openConfig } from './secret-config.ts';
import type { VersionChange } from './version-change.ts';
import { isVouchedBy } from './vouched.ts';

/**
 * What requests will run after an operation has installed a version; `undefined` for a plugin without a backend.
 *
 * @param opened the version
 * @param configVersion of the installation after the operation
 */
export async function targetAfter(
  platform: InstallationsPlatform,
  { number, tenant, plugin, version, config }: VersionChange,
  { published: { manifest, publishedBy }, bundle }: Opened,
  { operation }: Work,
  configVersion: number,
): Promise<Sandboxed | undefined> {
  if (manifest.backend === undefined) return undefined;
  return {
    installation: number,
    tenant,
    plugin,
    version,
    bundle,
    config: openConfig(platform.keys, number, config),
    configVersion,
    network: manifest.access?.network ?? [],
    codeGeneration: manifest.access?.codeGeneration === true,
    members: manifest.access?.members === 'read',
    trusted: await isVouchedBy(platform, operation, { plugin, publishedBy }),
  };
}
