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
  /** Plugins that the new version requires and the tenant does not have. */
  added: VersionChange[];
  change: VersionChange;
  reset: boolean;
  /** Whether another update follows soon. Absent if an older server planned it. */
  expectNext?: boolean;
  /** Whether the caller accepts that they run without the kernel wall. */
  trust: boolean;
  /** Access that the caller accepted. Absent if an older server planned the update. */
  accepted?: readonly Accepted[];
}

/**
 * What an update would do. With `reset`, all data of the installation is lost.
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

/** If the plugin already has the version, only values or a reset change anything. */
export function updateChanges(plan: Plan, { config, reset }: Ask & { reset: boolean }): Change[] {
  if (reset || Object.keys(config).length > 0) return toChanges(plan);
  return toChanges({ ...plan, plugins: plan.plugins.filter(({ from, version }) => from !== version) });
}

/**
 * @returns the id of the operation
 * @throws PlexicaError `access_change` if the new version requests more access than the previous one, or an added
 *   plugin requests any, and the caller does not accept it; whatever `checkUpdate` throws, `operation_in_progress`
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
    // Until the requested version is switched, everything can be rolled back.
    ...installSteps(platform, added, { last: false }),
    ...(reset ? [resetStep(platform, change)] : []),
    {
      name: `update ${change.plugin} to ${change.version}`,
      outside: true,
      pointOfNoReturn: 'done',
      run: (work) => switchVersion(platform, change, expectNext, work),
    },
    ...added.map((one) => activateStep(platform, one)),
    // A plugin without a previous version was not active.
    ...(change.from === undefined ? [activateStep(platform, change)] : []),
  ]);
}

/** If the new version fails to start or to install, the previous version keeps serving. */
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
  // Errors of the code are reported before errors of the migrations.
  checking.catch(() => undefined);
  try {
    if (next !== undefined) requireDeclared(opened.published.manifest, await platform.host.prewarm(next));
    const pending = await checking;
    await platform.installations.hold(number, () => applyVersion(platform, change, opened, pending, work));
  } catch (error) {
    await platform.host.retireNext(number);
    throw error;
  }
  // A later step activates a plugin without a previous version.
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
    // The data is lost. An installation without a version remains, into which an update can install one.
    undo: async ({ transaction }) => {
      await platform.tables.installations.update(
        { state: 'inactive', reason: 'its data was dropped, and the new version could not be installed' },
        { where: { number: change.number, version: null }, transaction },
      );
    },
  };
}
