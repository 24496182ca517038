import { PlexicaError } from '@plexica/sdk/errors';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import { findVersion } from '../registry/version.ts';
import { stopInstallation } from './erase.ts';
import { findSettledInstallation, type Located } from './installation.ts';
import { startPlanned } from './planned-change.ts';
import type { Place } from './schema.ts';

/**
 * @throws PlexicaError `required_by_others` if an installed plugin depends on this one; with `active`, only active
 *   plugins count
 */
export async function refuseWhileNeeded(
  platform: InstallationsPlatform,
  { tenant, row }: Located,
  { active }: { active: boolean },
): Promise<void> {
  const others = await platform.tables.installations.findAll({ where: { tenant: tenant.id } });
  const needing: string[] = [];
  for (const other of others) {
    // Plugins that are being erased have no dependencies.
    if (other.version === null || other.number === row.number || other.state === 'uninstalling') continue;
    if (active && other.state !== 'active') continue;
    const { manifest } = await findVersion(platform, other.plugin, other.version);
    if (row.plugin in (manifest.dependencies ?? {})) needing.push(`${other.plugin} ${other.version}`);
  }
  if (needing.length > 0) {
    throw new PlexicaError('required_by_others', `${row.plugin} is required by ${needing.join(', ')}`);
  }
}

/** @throws PlexicaError `tenant_not_found`, `not_installed`, `operation_in_progress`, `required_by_others` */
export async function planDeactivate(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
): Promise<Place> {
  const located = await findSettledInstallation(platform, slug, plugin);
  await refuseWhileNeeded(platform, located, { active: true });
  return { number: located.row.number, tenant: slug, plugin };
}

/** @returns the id of the operation */
export async function deactivate(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
  principal: string,
): Promise<string> {
  return startPlanned(
    platform,
    { kind: 'deactivate', tenant: slug, plugin, by: principal },
    () => planDeactivate(platform, slug, plugin),
    async (place) => place,
  );
}

/** Calls a lifecycle method that cannot stop the operation. Its error goes to the log of the plugin. */
export async function runFarewell(
  platform: InstallationsPlatform,
  number: number,
  method: 'onDeactivate' | 'onUninstall',
): Promise<void> {
  try {
    const { target, manifest } = await platform.installations.load(number);
    if (manifest.backend?.lifecycle.includes(method)) await platform.host.lifecycle(target, method, {});
  } catch (error) {
    // Not even a package that can no longer be opened.
    platform.log.warn(
      { err: error, installation: number, method },
      'a lifecycle method of a plugin failed; continuing without it',
    );
    const message = `${method}: ${error instanceof PlexicaError ? error.message : 'see the server log'}`;
    platform.logs.add(number, {
      time: new Date(),
      level: 'error',
      message,
      details: undefined,
      requestId: undefined,
    });
  }
}

export function defineDeactivate(operations: Operations, platform: InstallationsPlatform): void {
  operations.define('deactivate', ({ number, plugin }: Place): Step[] => [
    {
      name: `deactivate ${plugin}`,
      outside: true,
      pointOfNoReturn: 'begun',
      run: async () => {
        await runFarewell(platform, number, 'onDeactivate');
        await platform.tables.installations.update(
          { state: 'inactive', reason: null, updatedAt: new Date() },
          { where: { number, state: ['inactive', 'active'] } },
        );
        await stopInstallation(platform, number);
      },
    },
  ]);
}
