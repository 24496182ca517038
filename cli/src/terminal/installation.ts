import type { InstallationResult } from '../results/installations.ts';
import { paint } from './style.ts';

/** One line on what has become of a plugin in a tenant. */
export function renderInstallation({ plugin, version, tenant, state, reason }: InstallationResult): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${paint('green', '✓')} ${plugin} ${version ?? ''} is ${state} in ${tenant}${why}.`;
}
