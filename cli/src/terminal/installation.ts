import type { InstallationResult, InstalledResult } from '../results/installations.ts';
import { renderBroughtBy } from './brings.ts';
import { paint } from './style.ts';
import { visible, visibleLines } from './visible.ts';

/** One line with the state of a plugin in a tenant. */
export function renderInstallation({ plugin, version, tenant, state, reason }: InstallationResult): string {
  const why = reason === undefined ? '' : `: ${visibleLines(reason)}`;
  return `${paint('green', '✓')} ${visible(`${plugin} ${version ?? ''} is ${state} in ${tenant}`)}${why}.`;
}

/** The state, followed by what the version adds to the tenant. */
export function renderInstalled(result: InstalledResult): string {
  return [renderInstallation(result), ...renderBroughtBy(result.changes)].join('\n');
}

/** For a plugin that was already installed. */
export function renderInstalledAlready({ plugin, version, tenant, state }: InstallationResult): string {
  return visible(
    `${plugin} ${version ?? ''} is already installed in ${tenant} and is ${state}. Nothing changed.`,
  );
}
