import { ApiError } from '@plexica/sdk/client';
import { PlexicaError } from '@plexica/sdk/errors';
import type { ConfigurationChanged, ConfigurationResult } from '../../results/installations.ts';
import type { Planned } from '../../results/planned.ts';
import type { askForConfig } from './config-questions.ts';
import { onceFree, settled, type Api } from '../api.ts';
import { readSources, type ConfigSources } from './config-sources.ts';
import { parseValues } from './config-values.ts';
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
      hint: known.length === 0 ? 'The plugin has no configuration.' : `Existing keys: ${known.join(', ')}.`,
    });
  }
  return {
    tenant,
    plugin,
    values: Object.hasOwn(values, key) ? { [key]: values[key] } : {},
    secrets: secrets.filter((secret) => secret === key),
  };
}

/** If the token cannot read the schema, only the server checks values. */
const ANYTHING = { additionalProperties: true };

export interface ChangeOptions extends ConfigSources {
  /** Prompts for keys given without a value; `undefined` if prompts are not possible. */
  ask: typeof askForConfig | undefined;
  dryRun: boolean;
}

/**
 * Changes the given keys and keeps all others, including those next to a dotted key. `null` removes a value. The server
 * merges, so that concurrent changes are all kept.
 *
 * @throws PlexicaError `bad_usage`
 */
export async function setConfig(
  api: Api,
  { tenant, plugin }: InstalledPlugin,
  { ask, dryRun, ...sources }: ChangeOptions,
): Promise<ConfigurationResult | ConfigurationChanged | Planned> {
  const open = ask === undefined ? [] : sources.pairs.filter((pair) => !pair.includes('='));
  const { base, pairs } = await readSources({
    ...sources,
    pairs: sources.pairs.filter((pair) => !open.includes(pair)),
  });
  const schema = (await readable(api.showConfig({ tenant, plugin })))?.schema ?? undefined;
  const given = parseValues(pairs, schema, base);
  const body = ask === undefined || open.length === 0 ? given : await ask(schema ?? ANYTHING, open, given);
  if (dryRun) {
    return api.patchConfig({ tenant, plugin, body, dryRun });
  }
  const answer = await onceFree(() => api.patchConfig({ tenant, plugin, body }));
  const after = await settled(api, answer, () => readable(api.showConfig({ tenant, plugin })));
  return after === undefined
    ? { tenant, plugin, changed: Object.keys(body) }
    : { tenant, plugin, values: after.values, secrets: after.secrets };
}

/** `undefined` if the token can write the configuration but not read it. */
async function readable<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_allowed') return undefined;
    throw error;
  }
}
