import { secretKeys } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Api } from '../api.ts';
import type { PluginReference } from '../plugins/reference.ts';
import { readSources, type ConfigSources } from './config-sources.ts';

type Values = Record<string, unknown>;

/** The part of a JSON Schema that decides how a typed value is read. */
interface Schema {
  type?: unknown;
  properties?: Record<string, Schema>;
}

/**
 * Configuration values for a plugin, read according to its schema.
 *
 * @returns `secrets`: keys whose values must never be shown
 * @throws PlexicaError `bad_usage`
 */
export async function configOf(
  api: Api,
  { plugin, range }: PluginReference,
  sources: ConfigSources,
): Promise<{ config: Values; secrets: string[] }> {
  if (sources.pairs.length === 0 && sources.file === undefined) {
    return { config: {}, secrets: [] };
  }
  const { base, pairs } = await readSources(sources);
  const { version } = await api.resolvePlugin({ plugin, range: range ?? 'latest' });
  const { manifest } = await api.showVersion({ plugin, version });
  return { config: parseValues(pairs, manifest.config, base), secrets: secretKeys(manifest.config) };
}

/** One `key=value`: the path and the value; `null` removes it. */
interface Pair {
  key: string;
  path: string[];
  value: unknown;
}

/**
 * Reads `key=value` pairs. `a.b=1` is a key within `a`. A value is parsed as JSON if possible, unless the schema says
 * string: `limit=20` is a number, `name=Acme` a string, `tags=["a"]` a list. `null` removes a value, also of a string.
 *
 * @param base values to which the pairs are added
 * @throws PlexicaError `bad_usage`
 */
export function parseValues(pairs: readonly string[], schema: Schema | undefined, base: Values = {}): Values {
  const values = structuredClone(base);
  for (const { path, value } of parsePairs(pairs, schema)) {
    put(values, path, value);
  }
  return values;
}

function parsePairs(pairs: readonly string[], schema: Schema | undefined): Pair[] {
  const parsed: Pair[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) {
      if (equals === 0) throw new PlexicaError('bad_usage', `"${pair}" does not have the form key=value.`);
      throw new PlexicaError('bad_usage', `"${pair}" has no value.`, {
        hint: `Use ${pair}=value. For a secret, use ${pair}=@file, or ${pair}=- for standard input.`,
      });
    }
    const key = pair.slice(0, equals);
    const other = parsed.find((each) => each.key.startsWith(`${key}.`) || key.startsWith(`${each.key}.`));
    if (other !== undefined) {
      throw new PlexicaError(
        'bad_usage',
        `${other.key} and ${key} cannot be combined: one is part of the other.`,
        {
          hint: 'Pass either the whole value or its parts.',
        },
      );
    }
    const path = key.split('.');
    const own = path.reduce(propertyOf, schema);
    parsed.push({ key, path, value: parseValue(pair.slice(equals + 1), own) });
  }
  return parsed;
}

function propertyOf(schema: Schema | undefined, key: string): Schema | undefined {
  const properties = schema?.properties ?? {};
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

function put(values: Values, [key = '', ...rest]: string[], value: unknown): void {
  const inner = rest.length === 0 ? value : (innerValues(values, key) ?? {});
  // Defines `__proto__` like any other key.
  Object.defineProperty(values, key, { value: inner, enumerable: true, configurable: true, writable: true });
  if (rest.length > 0) {
    put(inner as Values, rest, value);
  }
}

/** The value of a key, if it is an object. */
function innerValues(values: Values, key: string): Values | undefined {
  const inner = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Values) : undefined;
}

/** Reads one typed value according to its schema. */
export function parseValue(text: string, schema: Pick<Schema, 'type'> | undefined): unknown {
  if (schema?.type === 'string') {
    // Otherwise a string or secret could not be removed.
    return text === 'null' ? null : text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
