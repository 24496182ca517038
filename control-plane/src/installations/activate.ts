import { Op, type Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import { storableText } from '../database/storable-text.ts';
import { toPlexicaError } from '../errors/known-errors.ts';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import { findVersion } from '../registry/version.ts';
import { findSettledInstallation } from './installation.ts';
import { startPlanned } from './planned-change.ts';
import { restoreRoles, type Place } from './schema.ts';

/** Errors after which an installed plugin stays inactive. */
const REFUSALS: ReadonlySet<string> = new Set(['lifecycle_failed', 'trust_needed']);

/**
 * Activates an installation after it was installed. A plugin that refuses stays inactive, with the reason. Once the
 * deadline has passed, so does one that fails to activate for any reason.
 */
export function activateStep(platform: InstallationsPlatform, place: Place): Step {
  return {
    name: `activate ${place.plugin}`,
    outside: true,
    run: async ({ signal, overdue }) => {
      try {
        await runOnActivate(platform, place, signal);
        await setActive(platform, place.number, null);
      } catch (error) {
        const refuses = error instanceof PlexicaError && REFUSALS.has(error.code);
        if (!refuses && !overdue) throw error;
        const { code, message } = toPlexicaError(error);
        const reason = code === 'internal_error' ? 'see the server log' : message;
        await platform.tables.installations.update(
          { reason: storableText(reason) },
          { where: { number: place.number } },
        );
      }
    },
  };
}

/** @throws PlexicaError `lifecycle_failed` */
async function runOnActivate(
  platform: InstallationsPlatform,
  { number }: Place,
  signal: AbortSignal,
): Promise<void> {
  const { target, manifest } = await platform.installations.load(number);
  if (manifest.backend?.lifecycle.includes('onActivate'))
    await platform.host.lifecycle(target, 'onActivate', { signal });
}

async function setActive(
  { tables, changes }: InstallationsPlatform,
  number: number,
  transaction: Transaction | null,
): Promise<void> {
  await tables.installations.update(
    { state: 'active', reason: null, updatedAt: new Date() },
    { where: { number, state: ['inactive', 'active'] }, transaction },
  );
  // Before the commit, others would read the old state again.
  if (transaction === null) changes.tell('installations');
  else transaction.afterCommit(() => changes.tell('installations'));
}

/**
 * @throws PlexicaError `tenant_not_found`, `not_installed`, `operation_in_progress`, `plugin_inactive` if a plugin that
 *   it requires is inactive
 */
export async function planActivate(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
): Promise<Place> {
  const { tenant, row, version } = await findSettledInstallation(platform, slug, plugin);
  const { manifest } = await findVersion(platform, plugin, version);
  const needed = Object.keys(manifest.dependencies ?? {});
  const off = await platform.tables.installations.findOne({
    where: { tenant: tenant.id, plugin: needed, state: { [Op.ne]: 'active' } },
  });
  if (off) {
    throw new PlexicaError('plugin_inactive', `${plugin} requires ${off.plugin}, which is ${off.state}`, {
      hint: `Activate it first: plexica activate ${off.plugin} --tenant ${slug}`,
    });
  }
  return { number: row.number, tenant: slug, plugin };
}

/** @returns the id of the operation */
export async function activate(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
  principal: string,
): Promise<string> {
  return startPlanned(
    platform,
    { kind: 'activate', tenant: slug, plugin, by: principal },
    () => planActivate(platform, slug, plugin),
    async (place) => place,
  );
}

export function defineActivate(operations: Operations, platform: InstallationsPlatform): void {
  operations.define('activate', (place: Place): Step[] => [
    {
      name: `activate ${place.plugin}`,
      outside: true,
      run: async ({ signal }) => {
        await restoreRoles(platform, place);
        await runOnActivate(platform, place, signal);
      },
    },
    {
      name: `mark ${place.plugin} as active`,
      pointOfNoReturn: 'done',
      run: ({ transaction }) => setActive(platform, place.number, transaction),
    },
  ]);
}
