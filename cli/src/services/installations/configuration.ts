import { PlexicaError } from '@plexica/sdk/errors';
import type { ConfigurationResult } from '../../results/installations.ts';
import type { Planned } from '../../results/planned.ts';
import { settled, type Api } from '../api.ts';
import { changedValues } from './config-values.ts';
import type { InstalledPlugin } from './installations.ts';

/**
 * @param key shows this key alone
 * @throws PlexicaError `not_installed`, and `bad_usage` for a key without a value
 */
export async function getConfig(
  api: Api,
  { tenant, plugin }: InstalledPlugin,
  key: string | undefined,
): Promise<ConfigurationResult> {
  const { values, secrets } = await api.showConfig({ tenant, plugin });
  if (key === undefined) {
    return { tenant, plugin, values, secrets };
  }
  if (!Object.hasOwn(values, key) && !secrets.includes(key)) {
    const known = [...Object.keys(values), ...secrets];
    throw new PlexicaError('bad_usage', `${plugin} has no value for "${key}".`, {
      hint: known.length === 0 ? 'It has no configuration.' : `It has: ${known.join(', ')}.`,
    });
  }
  return {
    tenant,
    plugin,
    values: Object.hasOwn(values, key) ? { [key]: values[key] } : {},
    secrets: secrets.filter((secret) => secret === key),
  };
}

/**
 * Changes the given keys and leaves the others as they are, those beside a dotted key too; `null` takes a value away.
 *
 * @throws PlexicaError `bad_usage`
 */
export async function setConfig(
  api: Api,
  { tenant, plugin }: InstalledPlugin,
  { pairs, dryRun }: { pairs: readonly string[]; dryRun: boolean },
): Promise<ConfigurationResult | Planned> {
  const now = await api.showConfig({ tenant, plugin });
  const body = changedValues(now.values, now.secrets, pairs, now.schema ?? undefined);
  if (dryRun) {
    return api.replaceConfig({ tenant, plugin, body, dryRun });
  }
  const answer = await api.replaceConfig({ tenant, plugin, body });
  const { values, secrets } = await settled(api, answer, () => api.showConfig({ tenant, plugin }));
  return { tenant, plugin, values, secrets };
}
