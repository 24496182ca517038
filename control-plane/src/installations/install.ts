import type { Transaction } from 'sequelize';
import { UniqueConstraintError } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Change } from '../changes/change.ts';
import type { Principal } from '../access/principal.ts';
import type { Operations } from '../operations/operations.ts';
import type { Step, Work } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import { openVersion } from '../registry/bundles.ts';
import { activateStep } from './activate.ts';
import { applyVersion, checkedMigrations } from './apply-version.ts';
import { requireDeclared } from './declared.ts';
import { eraseInstallation, markErased, stopInstallation } from './erase.ts';
import { bringsOf } from '../changes/brings.ts';
import { requireAccepted } from './consent.ts';
import { planInstall, type Accepted, type Ask, type Plan, type PlannedPlugin } from './plan.ts';
import { startPlanned } from './planned-change.ts';
import { makeSchema } from './schema.ts';
import { sealConfig } from './secret-config.ts';
import { targetAfter } from './target-after.ts';
import type { VersionChange } from './version-change.ts';

/** Stored with the operation: everything that its steps need. Secrets are encrypted. */
export interface InstallInput {
  slug: string;
  plugins: VersionChange[];
  /** Whether the caller accepts that they run without the kernel wall. */
  trust: boolean;
  /** Access that the caller accepted. Absent if the caller accepts whatever the plan requests. */
  accepted?: readonly Accepted[];
}

/**
 * What an installation would do. Installing accepts all access, unless the caller lists what it accepts.
 *
 * @throws PlexicaError `access_change`, and whatever planning throws
 */
export async function checkInstall(
  platform: InstallationsPlatform,
  slug: string,
  ask: Ask,
  by: Principal,
): Promise<Plan> {
  const plan = await planInstall(platform, slug, ask, by);
  if (ask.acceptAccess !== undefined) requireAccepted(plan, ask, ask.acceptAccess);
  return plan;
}

export function toChanges({ plugins }: Plan): Change[] {
  return plugins.map(({ plugin, version, from, before, manifest }) => ({
    action: from === undefined ? 'create' : 'update',
    resource: 'installation',
    name: plugin,
    version,
    detail: from === undefined ? `version ${version}` : `from ${from} to ${version}`,
    brings: bringsOf(manifest, before),
  }));
}

/**
 * @returns the id of the operation that installs the plugin and its dependencies
 * @throws PlexicaError whatever `checkInstall` throws, `operation_in_progress`
 */
export async function install(
  platform: InstallationsPlatform,
  slug: string,
  ask: Ask,
  by: Principal,
): Promise<string> {
  return startPlanned(
    platform,
    { kind: 'install', tenant: slug, plugin: ask.plugin, by: by.id },
    () => checkInstall(platform, slug, ask, by),
    async (plan, transaction): Promise<InstallInput> => {
      const plugins: VersionChange[] = [];
      for (const planned of plan.plugins) {
        plugins.push(await addInstallation(platform, plan.tenant, planned, transaction));
      }
      const { trust, acceptAccess } = ask;
      return { slug, plugins, trust, ...(acceptAccess !== undefined && { accepted: acceptAccess }) };
    },
  );
}

/** Writes the row of a new installation, which gives it the number that names its roles. */
export async function addInstallation(
  { tables, keys }: InstallationsPlatform,
  tenant: Plan['tenant'],
  { plugin, version, integrity, manifest, config }: PlannedPlugin,
  transaction: Transaction,
): Promise<VersionChange> {
  try {
    const row = await tables.installations.create(
      { tenant: tenant.id, plugin, state: 'installing', config: {} },
      { transaction },
    );
    const { number } = row;
    return {
      number,
      tenant: tenant.slug,
      plugin,
      version,
      integrity,
      config: sealConfig(keys, manifest, number, config),
    };
  } catch (error) {
    if (!(error instanceof UniqueConstraintError)) throw error;
    throw new PlexicaError(
      'already_installed',
      `${plugin} is already installed in the tenant ${tenant.slug}`,
    );
  }
}

/**
 * Creates the schema and roles of new installations and installs their versions. All are rolled back together until the
 * last is installed.
 *
 * @param options.last whether that is the point of no return
 */
export function installSteps(
  platform: InstallationsPlatform,
  plugins: readonly VersionChange[],
  { last }: { last: boolean },
): Step[] {
  return plugins.flatMap((change, index): Step[] => [
    {
      name: `create the schema of ${change.plugin}`,
      run: ({ transaction }) => makeSchema(platform, change, transaction),
      undo: async ({ transaction }) => {
        await stopInstallation(platform, change.number);
        await eraseInstallation(platform, change, transaction);
        // The operation created all rows, so its first step removes them when it is rolled back last.
        if (index > 0) return;
        for (const { number } of plugins) {
          await platform.tables.installations.destroy({ where: { number }, transaction });
        }
      },
      letGo: (work) => markErased(platform, plugins, work),
    },
    {
      name: `install ${change.plugin} ${change.version}`,
      outside: true,
      ...(last && index === plugins.length - 1 ? { pointOfNoReturn: 'done' } : {}),
      run: (work) => installVersion(platform, change, work),
    },
  ]);
}

/**
 * Code that cannot be loaded or does not match its manifest is not installed. With `onInstall` it is loaded anyway.
 */
async function installVersion(
  platform: InstallationsPlatform,
  change: VersionChange,
  work: Work,
): Promise<void> {
  const opened = await openVersion(platform, change);
  const target = await targetAfter(platform, change, opened, work, 0);
  const { manifest } = opened.published;
  if (target !== undefined && !manifest.backend?.lifecycle.includes('onInstall'))
    requireDeclared(manifest, await platform.host.tryLoading(target, work.signal));
  const pending = await checkedMigrations(platform, change.number, opened);
  await applyVersion(platform, change, opened, pending, work);
}

export function defineInstall(operations: Operations, platform: InstallationsPlatform): void {
  operations.define('install', ({ plugins }: InstallInput) => [
    ...installSteps(platform, plugins, { last: true }),
    ...plugins.map((change) => activateStep(platform, change)),
  ]);
}
