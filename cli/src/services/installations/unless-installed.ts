import { ApiError } from '@plexica/sdk/client';
import type { InstalledResult } from '../../results/installations.ts';
import type { Api } from '../api.ts';
import { pluginReference } from '../plugins/reference.ts';
import type { InstalledPlugin } from './installations.ts';

/**
 * Installs a plugin unless a tenant has it already, in whatever version, or somebody else installs it meanwhile.
 *
 * @param options.reference of the plugin; its version or range makes no difference
 * @returns the installation that is there already
 */
export async function unlessInstalled(
  api: Api,
  { tenant, reference }: { tenant: string; reference: string },
  install: () => Promise<void>,
): Promise<InstalledResult | undefined> {
  const { plugin } = pluginReference(reference);
  const before = await installedAlready(api, { tenant, plugin });
  if (before !== undefined) return before;
  try {
    await install();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'already_installed')) throw error;
    const now = await installedAlready(api, { tenant, plugin });
    if (now === undefined) throw error;
    return now;
  }
}

/** @returns `undefined` where there is none, or it is coming or going at this moment */
async function installedAlready(api: Api, installed: InstalledPlugin): Promise<InstalledResult | undefined> {
  try {
    const there = await api.showInstallation(installed);
    const settled = there.state === 'active' || there.state === 'inactive';
    return settled ? { ...there, tenant: installed.tenant, changes: [] } : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_installed') return undefined;
    throw error;
  }
}
