import { PlexicaError, type AccessItem } from '@plexica/sdk/errors';
import type { PlannedInstallation } from '../../results/installations.ts';
import type { Api } from '../api.ts';
import type { Wanted } from './wanted.ts';

/** What is to be done, after somebody has decided what the plugins may do. */
export interface Decision {
  wanted: Wanted;
  planned: PlannedInstallation;
  /** What the plugins may ask for; `undefined` for whatever they do. */
  accepted: readonly AccessItem[] | undefined;
}

/** Asks a server what it would do. */
export type Plan = (api: Api, wanted: Wanted) => Promise<PlannedInstallation>;

/** What the plugins of a plan ask for that their tenant has not allowed yet. */
export function accessOf({ changes }: PlannedInstallation): AccessItem[] {
  return changes.flatMap(({ brings }) => brings?.access ?? []);
}

/**
 * Stops where access is asked for and nobody can be asked whether to accept it.
 *
 * @param command accepts it, to be pasted; its argument is the plugin with the version that was planned
 * @throws PlexicaError `access_change`
 */
export function requireNoAccess(planned: PlannedInstallation, command: (reference: string) => string): void {
  const access = accessOf(planned);
  const { name = '', version = '' } = planned.changes.at(-1) ?? {};
  if (access.length === 0) return;
  throw new PlexicaError(
    'access_change',
    `${name} ${version} asks for access that nobody has accepted; nothing was changed.`,
    { access, hint: `If you accept it, run:\n  ${command(`${name}@${version}`)}` },
  );
}
