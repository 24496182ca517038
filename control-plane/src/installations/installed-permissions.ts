import { didYouMean } from '@plexica/registry';
import { PlexicaError, type Issue } from '@plexica/sdk/errors';
import type { InstallationsPlatform } from './platform.ts';
import { findVersion } from '../registry/version.ts';
import { covers, permissionProblem, PLATFORM_PERMISSIONS } from '../access/permissions.ts';

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
    const installed = await installedPlugin(platform, tenant, pattern);
    const message = installed && problemIn(installed, pattern);
    if (message !== undefined) issues.push({ path: `body.permissions[${index}]`, message });
  }
  if (issues.length === 0) return;
  const list = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new PlexicaError('invalid_input', list, { issues });
}

/** @returns why a permission cannot be used in a tenant, or `undefined` if it can */
export async function unknownPermission(
  platform: Pick<InstallationsPlatform, 'tables'>,
  tenant: string,
  permission: string,
): Promise<string | undefined> {
  if (permissionProblem(permission) !== undefined) return `${permission} ${permissionProblem(permission)}`;
  const [plugin = ''] = permission.split('.');
  if (permission === '*' || PLATFORM_PERMISSIONS.some((known) => known.startsWith(`${plugin}.`)))
    return undefined;
  const installed = await installedPlugin(platform, tenant, permission);
  return installed === undefined ? `${plugin} is not installed` : problemIn(installed, permission);
}

interface InstalledPlugin {
  plugin: string;
  version: string;
  /** With the plugin's id. */
  permissions: string[];
}

/** The installed plugin that a pattern names, or `undefined`. */
async function installedPlugin(
  platform: Pick<InstallationsPlatform, 'tables'>,
  tenant: string,
  pattern: string,
): Promise<InstalledPlugin | undefined> {
  const [plugin = ''] = pattern.split('.');
  const row = await platform.tables.installations.findOne({ where: { tenant, plugin } });
  if (row === null || row.version === null) return undefined;
  const { manifest } = await findVersion(platform, plugin, row.version);
  const permissions = Object.keys(manifest.permissions ?? {}).map((key) => `${plugin}.${key}`);
  return { plugin, version: row.version, permissions };
}

function problemIn({ plugin, version, permissions }: InstalledPlugin, pattern: string): string | undefined {
  if (pattern === `${plugin}.*` || permissions.some((permission) => covers([pattern], permission)))
    return undefined;
  return `${pattern} is not a permission of ${plugin} ${version}${didYouMean(pattern, permissions)}`;
}
