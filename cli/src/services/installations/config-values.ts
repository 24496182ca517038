import { secretKeys } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Api } from '../api.ts';
import type { PluginReference } from '../plugins/reference.ts';
import { readSources, type ConfigSources } from './config-sources.ts';

type Values = Record<string, unknown>;

/** The part of a JSON Schema that says how a typed value is meant. */
interface Schema {
  type?: unknown;
  properties?: Record<string, Schema>;
}

/**
 * Values for a plugin that is going to be installed, read as its configuration schema asks.
 *
 * @returns `secrets`: keys whose values are never to be shown
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

/** One `key=value`: where the value belongs, and the value, `null` where it is taken away. */
interface Pair {
  key: string;
  path: string[];
  value: unknown;
}

/**
 * Reads `key=value` pairs. `a.b=1` is a key within `a`. A value is JSON where it can be and the schema does not ask
 * for a string: `limit=20` is a number, `name=Acme` a string, `tags=["a"]` a list. `null` takes a value away, a string too.
 *
 * @param base values that these come on top of
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
      if (equals === 0) throw new PlexicaError('bad_usage', `"${pair}" is not of the form key=value.`);
      throw new PlexicaError('bad_usage', `"${pair}" has no value.`, {
        hint: `Write ${pair}=value, or for a secret ${pair}=@file, or ${pair}=- for standard input.`,
      });
    }
    const key = pair.slice(0, equals);
    const other = parsed.find((each) => each.key.startsWith(`${key}.`) || key.startsWith(`${each.key}.`));
    if (other !== undefined) {
      throw new PlexicaError(
        'bad_usage',
        `${other.key} and ${key} cannot be given together: one is part of the other.`,
        {
          hint: 'Give the whole value, or each of its parts.',
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
  // `__proto__` is a key like any other.
  Object.defineProperty(values, key, { value: inner, enumerable: true, configurable: true, writable: true });
  if (rest.length > 0) {
    put(inner as Values, rest, value);
  }
}

/** What lies below a key, where it is an object. */
function innerValues(values: Values, key: string): Values | undefined {
  const inner = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Values) : undefined;
}

/** One typed value, as its schema asks. */
export function parseValue(text: string, schema: Pick<Schema, 'type'> | undefined): unknown {
  if (schema?.type === 'string') {
    // Otherwise nobody could take a text or a secret away.
    return text === 'null' ? null : text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
