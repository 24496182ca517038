import type { Api } from '../api.ts';
import { pluginReference } from '../plugins/reference.ts';
import type { ConfigSources } from './config-sources.ts';
import { configOf } from './config-values.ts';
import type { InstalledPlugin } from './installations.ts';

/** What somebody wants to install, or to update to. */
export interface Wanted extends InstalledPlugin {
  /** Version, range or tag. */
  range: string | undefined;
  /** Values of the configuration. */
  config: Record<string, unknown>;
  /** Keys of the configuration whose values are never to be shown, where any value was given. */
  secrets: readonly string[];
  trust: boolean;
  /** Make the installation anew: its data is lost. */
  reset: boolean;
}

interface Typed extends ConfigSources {
  tenant: string;
  /** Id, with a version, range or tag. */
  reference: string;
  trust: boolean;
  reset: boolean;
}

/** @throws PlexicaError `bad_usage`, and `plugin_not_found` or `version_not_found` where there are values to be read */
export async function wantedOf(
  api: Api,
  { tenant, reference, trust, reset, ...sources }: Typed,
): Promise<Wanted> {
  const { plugin, range } = pluginReference(reference);
  return { tenant, plugin, range, trust, reset, ...(await configOf(api, { plugin, range }, sources)) };
}

/** The members that requests to install and to update have in common. */
export function requestOf({ range, config, trust }: Wanted) {
  return { config, trust, ...(range !== undefined && { range }) };
}
