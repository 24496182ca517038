import { didYouMean } from '@plexica/registry';
import { PlexicaError, type Issue } from '@plexica/sdk/errors';
import type { InstallationsPlatform } from './platform.ts';
import { findVersion } from '../registry/version.ts';
import { covers } from '../access/permissions.ts';

/**
 * Checks patterns against the permissions of installed plugins. Those of other plugins are unknown.
 *
 * @param tenant its id
 * @throws PlexicaError `invalid_input` with one issue for each pattern that matches no permission of an installed
 *   plugin
 */
export async function requireInstalledPermissions(
  platform: Pick<InstallationsPlatform, 'tables'>,
  tenant: string,
  patterns: readonly string[],
): Promise<void> {
  const issues: Issue[] = [];
  for (const [index, pattern] of patterns.entries()) {
    const [plugin = '', ...rest] = pattern.split('.');
    if (rest.join('.') === '*') continue;
    const row = await platform.tables.installations.findOne({ where: { tenant, plugin } });
    if (row === null || row.version === null) continue;
    const { manifest } = await findVersion(platform, plugin, row.version);
    const known = Object.keys(manifest.permissions ?? {}).map((key) => `${plugin}.${key}`);
    if (known.some((permission) => covers([pattern], permission))) continue;
    const message = `${pattern} is not a permission of ${plugin} ${row.version}${didYouMean(pattern, known)}`;
    issues.push({ path: `body.permissions[${index}]`, message });
  }
  if (issues.length === 0) return;
  const list = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new PlexicaError('invalid_input', list, { issues });
}
