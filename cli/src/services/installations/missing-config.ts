import { secretKeys, validatePartOfConfig, type ConfigSchema } from '@plexica/registry';
import type { Question } from '../../terminal/questions.ts';
import type { Api } from '../api.ts';
import { pluginReference } from '../plugins/reference.ts';
import { readSources, type ConfigSources } from './config-sources.ts';
import { parseValues } from './config-values.ts';

/**
 * One question for each required value of a plugin's configuration that was not given, by key.
 *
 * @param reference id, with a version, range or tag
 * @throws PlexicaError where the plugin or a given value cannot be read
 */
export async function missingConfig(
  api: Api,
  reference: string,
  sources: ConfigSources,
): Promise<Record<string, Question>> {
  const { plugin, range = 'latest' } = pluginReference(reference);
  const { version } = await api.resolvePlugin({ plugin, range });
  const { config: schema } = (await api.showVersion({ plugin, version })).manifest;
  const { base, pairs } = await readSources(sources);
  const { missing } = validatePartOfConfig(schema, parseValues(pairs, schema, base));
  return configQuestions(plugin, schema, missing);
}

/** One question for each of these keys of a plugin's configuration. */
export function configQuestions(
  plugin: string,
  schema: ConfigSchema | undefined,
  missing: readonly string[],
): Record<string, Question> {
  const secrets = secretKeys(schema);
  return Object.fromEntries(
    missing.map((key) => [
      `config ${key}`,
      {
        flag: `--config ${key}=${secrets.includes(key) ? '@<file>' : '<value>'}`,
        message: `Required by the configuration of ${plugin}`,
      },
    ]),
  );
}
