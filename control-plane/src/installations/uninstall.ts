import type { Change } from '../changes/change.ts';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import { refuseWhileNeeded, runFarewell } from './deactivate.ts';
import { eraseInstallation, markErased, stopInstallation } from './erase.ts';
import { findInstallation, refuseWhileErased } from './installation.ts';
import { heldRolesOf } from '../members/roles/held-roles.ts';
import { startPlanned } from './planned-change.ts';
import type { Place } from './schema.ts';

/** @throws PlexicaError `tenant_not_found`, `not_installed`, `operation_in_progress`, `required_by_others` */
export async function planUninstall(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
): Promise<{ place: Place; changes: Change[] }> {
  // In any state: the lock of the tenant excludes running operations.
  const located = await findInstallation(platform, slug, plugin);
  await refuseWhileErased(platform, located.row);
  await refuseWhileNeeded(platform, located, { active: false });
  const taken = (await heldRolesOf(platform, slug, plugin)).map(
    ({ key, members }) => `; takes the role ${key} from ${members === 1 ? '1 member' : `${members} members`}`,
  );
  const detail = `with all its data${taken.join('')}`;
  return {
    place: { number: located.row.number, tenant: slug, plugin },
    changes: [{ action: 'delete', resource: 'installation', name: plugin, detail }],
  };
}

/** @returns the id of the operation */
export async function uninstall(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
  principal: string,
): Promise<string> {
  return startPlanned(
    platform,
    { kind: 'uninstall', tenant: slug, plugin, by: principal },
    () => planUninstall(platform, slug, plugin),
    async ({ place }, transaction) => {
      await platform.tables.installations.update(
        { state: 'uninstalling', updatedAt: new Date() },
        { where: { number: place.number }, transaction },
      );
      return place;
    },
  );
}

export function defineUninstall(operations: Operations, platform: InstallationsPlatform): void {
  operations.define('uninstall', (place: Place): Step[] => [
    {
      name: `stop ${place.plugin}`,
      outside: true,
      pointOfNoReturn: 'begun',
      run: async () => {
        platform.changes.tell('installations');
        await runFarewell(platform, place.number, 'onUninstall');
        await stopInstallation(platform, place.number);
      },
    },
    {
      name: `erase the data of ${place.plugin}`,
      run: ({ transaction }) => eraseInstallation(platform, place, transaction),
      letGo: (work) => markErased(platform, [place], work),
    },
  ]);
}
