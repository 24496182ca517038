import { validatePartOfConfig, type Config, type ConfigSchema } from '@plexica/registry';
import { ApiError } from '@plexica/sdk/client';
import type { Api } from '../api.ts';
import type { InstalledPlugin } from '../installations/installations.ts';

/**
 * Required keys of a configuration that have no default, and a value neither here nor in the installation.
 *
 * @param given values that come on top of those of the installation
 * @throws PlexicaError `invalid_config` where values are wrong
 */
export async function missingKeys(
  api: Api,
  installed: InstalledPlugin,
  schema: ConfigSchema | undefined,
  given: Config,
): Promise<string[]> {
  const { missing } = validatePartOfConfig(schema, given);
  if (missing.length === 0) return [];
  const kept = await keptKeys(api, installed);
  return missing.filter((key) => !kept.includes(key));
}

async function keptKeys(api: Api, installed: InstalledPlugin): Promise<string[]> {
  try {
    const { values, secrets } = await api.showConfig(installed);
    return [...Object.keys(values), ...secrets];
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_installed') return [];
    throw error;
  }
}
