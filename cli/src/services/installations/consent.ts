import { PlexicaError, type AccessItem } from '@plexica/sdk/errors';
import type { PlannedInstallation } from '../../results/installations.ts';
import type { Api } from '../api.ts';
import type { Wanted } from './wanted.ts';

/** A plan with the access that was accepted. */
export interface Decision {
  wanted: Wanted;
  planned: PlannedInstallation;
  /** Accepted access; `undefined` accepts all. */
  accepted: readonly AccessItem[] | undefined;
}

/** Gets the server's plan. */
export type Plan = (api: Api, wanted: Wanted) => Promise<PlannedInstallation>;

/** Access in a plan that the tenant has not accepted yet. */
export function accessOf({ changes }: PlannedInstallation): AccessItem[] {
  return changes.flatMap(({ brings }) => brings?.access ?? []);
}

/**
 * Fails if a plan requests access and prompts are not possible.
 *
 * @param command returns the command that accepts it; its argument is the plugin with the planned version
 * @throws PlexicaError `access_change`
 */
export function requireNoAccess(planned: PlannedInstallation, command: (reference: string) => string): void {
  const access = accessOf(planned);
  const { name = '', version = '' } = planned.changes.at(-1) ?? {};
  if (access.length === 0) return;
  throw new PlexicaError(
    'access_change',
    `${name} ${version} requests access that was not accepted. Nothing was changed.`,
    { access, hint: `To accept it, run:\n  ${command(`${name}@${version}`)}` },
  );
}
