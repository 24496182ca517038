import type { Installation, Operation } from '@plexica/sdk/client';
import type {
  InstallationList,
  InstallationResult,
  InstalledResult,
  PlannedInstallation,
  PlannedUpdate,
  Uninstalled,
  UpdateResult,
} from '../../results/installations.ts';
import type { Planned } from '../../results/planned.ts';
import { everyPage, settled, type Api } from '../api.ts';
import { pluginReference } from '../plugins/reference.ts';
import { configOf } from './config-values.ts';

/** One plugin in one tenant. */
export interface InstalledPlugin {
  tenant: string;
  plugin: string;
}

export interface InstallOptions {
  tenant: string;
  /** Id, with a version, range or tag. */
  reference: string;
  /** `key=value` each. */
  config: readonly string[];
  trust: boolean;
  dryRun: boolean;
}

/** @throws PlexicaError what the server says: `plugin_not_found`, `invalid_config`, `unsatisfiable`, … */
export async function installPlugin(
  api: Api,
  options: InstallOptions,
): Promise<InstalledResult | PlannedInstallation> {
  const { tenant, trust, dryRun } = options;
  const { plugin, range } = pluginReference(options.reference);
  const config = await configOf(api, plugin, range, options.config);
  const body = { plugin, config, trust, ...(range !== undefined && { range }) };
  const planned = await api.installPlugin({ tenant, body, dryRun: true });
  if (dryRun) {
    return planned;
  }
  const installation = await finished(api, { tenant, plugin }, await api.installPlugin({ tenant, body }));
  return { ...installation, changes: planned.changes };
}

export async function updatePlugin(
  api: Api,
  options: InstallOptions & { reset: boolean },
): Promise<UpdateResult | PlannedUpdate> {
  const { tenant, trust, reset, dryRun } = options;
  const { plugin, range } = pluginReference(options.reference);
  const config = await configOf(api, plugin, range, options.config);
  const body = { config, trust, reset, ...(range !== undefined && { range }) };
  const planned = await api.updatePlugin({ tenant, plugin, body, dryRun: true });
  const unchanged = planned.changes.length === 0;
  if (dryRun) {
    // Whoever may update and not read hears nothing of the version that is there.
    const now = await api.showInstallation({ tenant, plugin }).catch(() => undefined);
    return { ...planned, tenant, plugin, ...(now?.version && { version: now.version }), unchanged };
  }
  const after = await finished(api, { tenant, plugin }, await api.updatePlugin({ tenant, plugin, body }));
  return { ...after, changes: planned.changes, unchanged };
}

export async function switchPlugin(
  api: Api,
  installed: InstalledPlugin,
  { active, dryRun }: { active: boolean; dryRun: boolean },
): Promise<InstallationResult | Planned> {
  if (dryRun) {
    return active
      ? api.activatePlugin({ ...installed, dryRun })
      : api.deactivatePlugin({ ...installed, dryRun });
  }
  const answer = await (active ? api.activatePlugin(installed) : api.deactivatePlugin(installed));
  return finished(api, installed, answer);
}

export async function uninstallPlugin(
  api: Api,
  installed: InstalledPlugin,
  { dryRun }: { dryRun: boolean },
): Promise<Uninstalled | Planned> {
  if (dryRun) {
    return api.uninstallPlugin({ ...installed, dryRun });
  }
  await settled(api, await api.uninstallPlugin(installed), () => Promise.resolve(undefined));
  return { ...installed, uninstalled: true };
}

export async function listInstallations(api: Api, tenant: string): Promise<InstallationList> {
  const items = await everyPage((cursor) =>
    api.listInstallations({ tenant, limit: 100, ...(cursor && { cursor }) }),
  );
  return { tenant, plugins: items.map((item) => ({ ...item, tenant })) };
}

async function finished(
  api: Api,
  installed: InstalledPlugin,
  answer: Installation | Operation,
): Promise<InstallationResult> {
  const installation = await settled(api, answer, () => api.showInstallation(installed));
  return { ...installation, tenant: installed.tenant };
}
