import type { InstallationResult, InstalledResult } from '../results/installations.ts';
import { renderBroughtBy } from './brings.ts';
import { paint } from './style.ts';
import { visible, visibleLines } from './visible.ts';

/** One line on what has become of a plugin in a tenant. */
export function renderInstallation({ plugin, version, tenant, state, reason }: InstallationResult): string {
  const why = reason === undefined ? '' : `: ${visibleLines(reason)}`;
  return `${paint('green', '✓')} ${visible(`${plugin} ${version ?? ''} is ${state} in ${tenant}`)}${why}.`;
}

/** The same, and below it what has come with it. */
export function renderInstalled(result: InstalledResult): string {
  return [renderInstallation(result), ...renderBroughtBy(result.changes)].join('\n');
}

/** That a plugin was there before, so that nothing was done. */
export function renderInstalledAlready({ plugin, version, tenant, state }: InstallationResult): string {
  return visible(
    `${plugin} ${version ?? ''} is installed in ${tenant} already and is ${state}; nothing changed.`,
  );
}
