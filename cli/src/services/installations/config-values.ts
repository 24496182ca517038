import { PlexicaError } from '@plexica/sdk/errors';
import type { Api } from '../api.ts';

type Values = Record<string, unknown>;

/** The part of a JSON Schema that says how a typed value is meant. */
interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
}

/** Values for a plugin that is going to be installed, read as its configuration schema asks. */
export async function configOf(
  api: Api,
  plugin: string,
  range: string | undefined,
  pairs: readonly string[],
): Promise<Values> {
  if (pairs.length === 0) {
    return {};
  }
  const { version } = await api.resolvePlugin({ plugin, range: range ?? 'latest' });
  const { manifest } = await api.showVersion({ plugin, version });
  return parseValues(pairs, manifest.config);
}

/**
 * Reads `key=value` pairs. `a.b=1` is a key within `a`. A value is JSON where it can be and the schema does not ask
 * for a string: `limit=20` is a number, `name=Acme` a string, `tags=["a"]` a list. `null` takes a value away, a string too.
 *
 * @throws PlexicaError `bad_usage`
 */
export function parseValues(pairs: readonly string[], schema: Schema | undefined): Values {
  const values: Values = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) {
      throw new PlexicaError('bad_usage', `"${pair}" is not of the form key=value.`);
    }
    put(values, pair.slice(0, equals).split('.'), pair.slice(equals + 1), schema);
  }
  return values;
}

function put(values: Values, [key = '', ...rest]: string[], text: string, schema: Schema | undefined): void {
  const own =
    schema?.properties !== undefined && Object.hasOwn(schema.properties, key)
      ? schema.properties[key]
      : undefined;
  if (rest.length === 0) {
    Object.defineProperty(values, key, {
      value: parseValue(text, own),
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return;
  }
  const inner = Object.hasOwn(values, key) ? (values[key] as Values) : {};
  Object.defineProperty(values, key, { value: inner, enumerable: true, configurable: true, writable: true });
  put(inner, rest, text, own);
}

function parseValue(text: string, schema: Schema | undefined): unknown {
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
