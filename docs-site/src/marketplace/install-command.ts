import type { Plugin } from '@plexica/sdk/client';

interface ConfigSchema {
  required?: string[];
  properties?: Record<string, { writeOnly?: unknown; default?: unknown } | boolean>;
}

/** Keys that a shell reads as one word without quotes. */
const plain = /^[A-Za-z_][\w-]*$/;

/**
 * The command that installs a plugin, with its required configuration. A secret is read from standard input, because a
 * shell keeps typed values in its history. Several secrets, and keys that a shell would interpret, are read from a file.
 * A plugin without a release needs an explicit version.
 *
 * @returns `asked`: the command that prompts for the required values, if there are any
 */
export function installCommand(plugin: Pick<Plugin, 'id' | 'latest' | 'version' | 'config'>): {
  command: string;
  asked?: string;
} {
  const { id, latest, version, config } = plugin;
  const { required = [], properties = {} } = (config ?? {}) as ConfigSchema;
  const wanted = required.filter((key) => factsOf(properties, key).default === undefined).toSorted();
  const secret = wanted.filter((key) => factsOf(properties, key).writeOnly === true);
  const command = `plexica install ${id}${latest === undefined ? `@${version}` : ''} --tenant my-tenant`;
  if (wanted.length === 0) return { command };
  if (secret.length > 1 || wanted.some((key) => !plain.test(key))) {
    return { command: `${command} --config-file ${id}-config.json`, asked: command };
  }
  const values = wanted.map((key) => ` --config ${key}=${secret.includes(key) ? '-' : '…'}`);
  const input = secret[0] === undefined ? '' : ` < ${secret[0]}.txt`;
  return { command: `${command}${values.join('')}${input}`, asked: command };
}

function factsOf(
  properties: NonNullable<ConfigSchema['properties']>,
  key: string,
): { writeOnly?: unknown; default?: unknown } {
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
  return typeof property === 'object' ? property : {};
}
