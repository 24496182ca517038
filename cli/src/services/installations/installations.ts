import type { Installation, Operation } from '@plexica/sdk/client';
import type { InstallationList, InstallationResult, Uninstalled } from '../../results/installations.ts';
import type { Planned } from '../../results/planned.ts';
import { everyPage, settled, type Api } from '../api.ts';

/** One plugin in one tenant. */
export interface InstalledPlugin {
  tenant: string;
  plugin: string;
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

/** What has become of an installation, once the operation that changes it has ended. @throws ApiError */
export async function finished(
  api: Api,
  installed: InstalledPlugin,
  answer: Installation | Operation,
): Promise<InstallationResult> {
  const installation = await settled(api, answer, () => api.showInstallation(installed));
  return { ...installation, tenant: installed.tenant };
}
