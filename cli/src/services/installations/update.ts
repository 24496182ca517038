import type { PlannedInstallation, PlannedUpdate, UpdateResult } from '../../results/installations.ts';
import type { Api } from '../api.ts';
import type { Decision } from './consent.ts';
import { finished } from './installations.ts';
import { requestOf, type Wanted } from './wanted.ts';

/** @throws PlexicaError what the server says: `not_installed`, `migration_changed`, `invalid_config`, … */
export async function planUpdate(api: Api, wanted: Wanted): Promise<PlannedInstallation> {
  const { tenant, plugin, reset } = wanted;
  return api.updatePlugin({ tenant, plugin, body: { ...requestOf(wanted), reset }, dryRun: true });
}

/** A plan with what is there now, as `--dry-run` shows it. */
export async function showPlannedUpdate(api: Api, wanted: Wanted): Promise<PlannedUpdate> {
  const { tenant, plugin } = wanted;
  const planned = await planUpdate(api, wanted);
  // Whoever may update and not read hears nothing of the version that is there.
  const now = await api.showInstallation({ tenant, plugin }).catch(() => undefined);
  const unchanged = planned.changes.length === 0;
  return {
    ...planned,
    dryRun: true,
    tenant,
    plugin,
    ...(now?.version && { version: now.version }),
    unchanged,
  };
}

/** @throws PlexicaError `access_change` where more is asked for by now than was accepted, and what planning throws */
export async function updatePlugin(
  api: Api,
  { wanted, planned: { changes }, accepted = [] }: Decision,
): Promise<UpdateResult> {
  const { tenant, plugin, reset } = wanted;
  const body = { ...requestOf(wanted), reset, acceptAccess: [...accepted] };
  const answer = await api.updatePlugin({ tenant, plugin, body });
  const after = await finished(api, { tenant, plugin }, answer);
  return { ...after, changes, unchanged: changes.length === 0 };
}
