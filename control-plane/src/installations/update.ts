import { PlexicaError } from '@plexica/sdk/errors';
import type { Change } from '../changes/change.ts';
import type { Principal } from '../access/principal.ts';
import type { Operations } from '../operations/operations.ts';
import type { Step, Work } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import { openBundle, openVersion } from '../registry/bundles.ts';
import { activateStep } from './activate.ts';
import { applyVersion, checkedMigrations, pendingMigrations, readMigrations } from './apply-version.ts';
import { requireAccepted } from './consent.ts';
import { requireDeclared } from './declared.ts';
import { stopInstallation } from './erase.ts';
import { addInstallation, installSteps, toChanges } from './install.ts';
import { planUpdate, type Accepted, type Ask, type Plan } from './plan.ts';
import { startPlanned } from './planned-change.ts';
import { dropSchema, makeSchema } from './schema.ts';
import { sealConfig } from './secret-config.ts';
import { targetAfter } from './target-after.ts';
import type { VersionChange } from './version-change.ts';

export interface UpdateInput {
  /** Plugins that the new version needs and the tenant has not. */
  added: VersionChange[];
  change: VersionChange;
  reset: boolean;
  /** Another update follows soon; absent where an older server has planned it. */
  expectNext?: boolean;
  /** The caller accepts to run them without the kernel wall. */
  trust: boolean;
  /** What the caller has accepted that the versions ask for; absent where an older server has planned it. */
  accepted?: readonly Accepted[];
}

/**
 * What an update would do; with `reset`, all data of the installation is lost.
 *
 * @throws PlexicaError `not_installed`, `migration_changed`, and whatever planning an installation throws
 */
export async function checkUpdate(
  platform: InstallationsPlatform,
  slug: string,
  ask: Ask & { reset: boolean },
  by: Principal,
): Promise<Plan & { number: number }> {
  const plan = await planUpdate(platform, slug, ask, by);
  const target = plan.plugins.at(-1);
  if (!ask.reset && target) {
    const bundle = await openBundle(platform, target);
    await pendingMigrations(platform, plan.number, await readMigrations(bundle));
  }
  return plan;
}

/** Of the plugin that is at its version already, nothing would change unless values or its data do. */
export function updateChanges(plan: Plan, { config, reset }: Ask & { reset: boolean }): Change[] {
  if (reset || Object.keys(config).length > 0) return toChanges(plan);
  return toChanges({ ...plan, plugins: plan.plugins.filter(({ from, version }) => from !== version) });
}

/**
 * @returns the id of the operation
 * @throws PlexicaError `access_change` where the new version asks for more than the one before, or a plugin that comes
 *   along for anything, and the caller does not accept it; whatever `checkUpdate` throws, `operation_in_progress`
 */
export async function update(
  platform: InstallationsPlatform,
  slug: string,
  ask: Ask & { reset: boolean; expectNext: boolean },
  by: Principal,
): Promise<string> {
  return startPlanned(
    platform,
    { kind: 'update', tenant: slug, plugin: ask.plugin, by: by.id },
    async () => {
      const plan = await checkUpdate(platform, slug, ask, by);
      requireAccepted(plan, ask, ask.acceptAccess ?? []);
      return plan;
    },
    async (plan, transaction): Promise<UpdateInput> => {
      const { number } = plan;
      const target = plan.plugins.at(-1);
      if (target === undefined)
        throw new PlexicaError('version_not_found', `${ask.plugin} has no version ${ask.range}`);
      const added: VersionChange[] = [];
      for (const planned of plan.plugins.slice(0, -1)) {
        added.push(await addInstallation(platform, plan.tenant, planned, transaction));
      }
      const change: VersionChange = {
        number,
        tenant: slug,
        plugin: target.plugin,
        version: target.version,
        integrity: target.integrity,
        ...(target.from === undefined || ask.reset ? {} : { from: target.from }),
        config: sealConfig(platform.keys, target.manifest, number, target.config),
      };
      const { reset, expectNext, trust, acceptAccess: accepted = [] } = ask;
      return { added, change, reset, expectNext, trust, accepted };
    },
  );
}

export function defineUpdate(operations: Operations, platform: InstallationsPlatform): void {
  operations.define('update', ({ added, change, reset, expectNext = false }: UpdateInput): Step[] => [
    // Up to the switch of the version that was asked for, everything can be undone.
    ...installSteps(platform, added, { last: false }),
    ...(reset ? [resetStep(platform, change)] : []),
    {
      name: `update ${change.plugin} to ${change.version}`,
      outside: true,
      pointOfNoReturn: 'done',
      run: (work) => switchVersion(platform, change, expectNext, work),
    },
    ...added.map((one) => activateStep(platform, one)),
    // What had no version before was not active either.
    ...(change.from === undefined ? [activateStep(platform, change)] : []),
  ]);
}

/** Where the new version does not run at all, or cannot be put in place, the version before goes on serving. */
async function switchVersion(
  platform: InstallationsPlatform,
  change: VersionChange,
  expectNext: boolean,
  work: Work,
): Promise<void> {
  const { number, from } = change;
  const [row, opened] = await Promise.all([
    platform.tables.installations.findByPk(number, { rejectOnEmpty: true }),
    openVersion(platform, change),
  ]);
  const next = await targetAfter(platform, change, opened, work, row.configVersion + 1);
  const checking = checkedMigrations(platform, number, opened);
  // What is wrong with them is told after what is wrong with the code.
  checking.catch(() => undefined);
  try {
    if (next !== undefined) requireDeclared(opened.published.manifest, await platform.host.prewarm(next));
    const pending = await checking;
    await platform.installations.hold(number, () => applyVersion(platform, change, opened, pending, work));
  } catch (error) {
    await platform.host.retireNext(number);
    throw error;
  }
  // What had no version before is activated by a later step.
  if (row.state === 'inactive' && from !== undefined) await platform.host.retireNext(number);
  else if (next !== undefined && expectNext) platform.host.expectNext(number);
}

function resetStep(platform: InstallationsPlatform, change: VersionChange): Step {
  return {
    name: `drop the data of ${change.plugin}`,
    run: async ({ transaction }) => {
      await stopInstallation(platform, change.number);
      await dropSchema(platform, change, transaction);
      await platform.database.rows(
        'DELETE FROM plexica.applied_migrations WHERE installation = $1 RETURNING name',
        [change.number],
        transaction ?? undefined,
      );
      await makeSchema(platform, change, transaction);
      await platform.tables.installations.update(
        { version: null, state: 'installing' },
        { where: { number: change.number }, transaction },
      );
    },
    // The data is gone; what is left is an installation without a version, which an update puts in place.
    undo: async ({ transaction }) => {
      await platform.tables.installations.update(
        { state: 'inactive', reason: 'its data was dropped, and the new version could not be installed' },
        { where: { number: change.number, version: null }, transaction },
      );
    },
  };
}
