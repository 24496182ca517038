import { ApiError } from '@plexica/sdk/client';
import type { InstalledResult } from '../../results/installations.ts';
import type { Api } from '../api.ts';
import { pluginReference } from '../plugins/reference.ts';

/**
 * The installation of a plugin, in whatever version.
 *
 * @returns `undefined` where there is none, or it is coming or going at this moment
 */
export async function installedAlready(
  api: Api,
  tenant: string,
  reference: string,
): Promise<InstalledResult | undefined> {
  const { plugin } = pluginReference(reference);
  try {
    const there = await api.showInstallation({ tenant, plugin });
    const settled = there.state === 'active' || there.state === 'inactive';
    return settled ? { ...there, tenant, changes: [] } : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_installed') return undefined;
    throw error;
  }
}
