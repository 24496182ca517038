import type { InstalledResult, PlannedInstallation } from '../../results/installations.ts';
import type { Api } from '../api.ts';
import type { Decision } from './consent.ts';
import { finished } from './installations.ts';
import { requestOf, type Wanted } from './wanted.ts';

/** @throws PlexicaError what the server says: `plugin_not_found`, `invalid_config`, `unsatisfiable`, … */
export async function planInstall(api: Api, wanted: Wanted): Promise<PlannedInstallation> {
  const body = { plugin: wanted.plugin, ...requestOf(wanted) };
  return api.installPlugin({ tenant: wanted.tenant, body, dryRun: true });
}

/** @throws PlexicaError `access_change` where more is asked for by now than was accepted, and what planning throws */
export async function installPlugin(
  api: Api,
  { wanted, planned, accepted }: Decision,
): Promise<InstalledResult> {
  const { tenant, plugin } = wanted;
  const body = {
    plugin,
    ...requestOf(wanted),
    ...(accepted !== undefined && { acceptAccess: [...accepted] }),
  };
  const answer = await api.installPlugin({ tenant, body });
  return { ...(await finished(api, { tenant, plugin }, answer)), changes: planned.changes };
}
