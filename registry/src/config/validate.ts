import type { ErrorObject } from 'ajv';
import { PlexicaError, type Issue } from '@plexica/sdk/errors';
import { didYouMean } from '../did-you-mean.ts';
import { issuePath } from '../issue-path.ts';
import { issuesError } from '../manifest/check.ts';
import { compileConfigSchema, pointerKeys } from './compile.ts';
import { problemOf } from './problem.ts';
import type { ConfigSchema } from './schema-rules.ts';
import { TooMuchWork, withinWork } from './work.ts';

export type Config = Record<string, unknown>;

const maxCharacters = 64 * 1024;
const maxIssues = 50;
/** Of ajv's errors, which are compared with each other. */
const maxErrors = 1000;

/**
 * Checks the configuration of an installation and fills in defaults; `config` itself is not changed.
 * A plugin without `config` in its manifest accepts no keys.
 *
 * @param schema `config` of the manifest, which has passed `parseBuiltManifest`
 * @throws PlexicaError `invalid_config` with every invalid field; messages never contain a value, which could be a secret
 */
export function validateConfig(schema: ConfigSchema | undefined, config: Config): Config {
  const values = structuredClone(config);
  if (JSON.stringify(values).length > maxCharacters) {
    throw new PlexicaError('invalid_config', 'The configuration is larger than 64 KiB');
  }
  const issues = fieldIssuesOf(schema ?? { type: 'object', properties: {} }, values);
  if (issues.length > 0) throw issuesError('invalid_config', 'The configuration', issues);
  return values;
}

/**
 * The same while required keys may still be missing; those within other values may not.
 *
 * @returns `missing`: required keys at the top level that have neither a value nor a default
 * @throws PlexicaError `invalid_config` if existing values are invalid
 */
export function validatePartOfConfig(
  schema: ConfigSchema | undefined,
  config: Config,
): { config: Config; missing: string[] } {
  const { required = [], properties = {} } = (schema ?? {}) as {
    required?: string[];
    properties?: Record<string, object | boolean>;
  };
  const missing = required.filter((key) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return !Object.hasOwn(config, key) && !(typeof property === 'object' && 'default' in property);
  });
  if (missing.length === 0) return { config: validateConfig(schema, config), missing };
  const rest = required.filter((key) => !missing.includes(key));
  return { config: validateConfig({ ...schema, required: rest }, config), missing };
}

function fieldIssuesOf(schema: ConfigSchema, values: Config): Issue[] {
  const { validate, issues } = compileConfigSchema(schema);
  if (!validate) return issues;
  try {
    return withinWork(() => validate(values)) ? [] : fieldIssues(validate.errors ?? []);
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    const message =
      "takes too much work to check against the plugin's schema; use shorter values, or simplify the schema";
    return [{ path: '', message }];
  }
}

/** Keywords that fail because all of several schemas or values do; ajv says of each why. */
const SEVERAL = new Set(['anyOf', 'oneOf', 'contains', 'propertyNames']);

function fieldIssues(errors: readonly ErrorObject[]): Issue[] {
  const forms: ErrorObject[] = [];
  const own: ErrorObject[] = [];
  for (const error of errors.slice(0, maxErrors).reverse()) {
    // `if`, and why each of several forms or items does not fit, would say the same thing again.
    if (error.keyword !== 'if' && !forms.some((form) => explains(error, form))) own.push(error);
    if (SEVERAL.has(error.keyword)) forms.push(error);
  }
  return own.toReversed().slice(0, maxIssues).map(fieldIssue);
}

/**
 * Ajv lists what is wrong with each form before that none fits. The path of a form's schema says nothing, since it
 * begins anew at every `$ref`.
 */
function explains({ instancePath, parentSchema }: ErrorObject, form: ErrorObject): boolean {
  return parentSchema !== form.parentSchema && `${instancePath}/`.startsWith(`${form.instancePath}/`);
}

/** The property that is meant: the missing or unknown one, else the one whose value is wrong. */
function fieldIssue(error: ErrorObject): Issue {
  const parent = pointerKeys(error.instancePath);
  const params = error.params as Record<string, unknown>;
  const at = (key: unknown, message: string): Issue => ({
    path: issuePath([...parent, String(key)]),
    message,
  });
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return at(params['missingProperty'], 'is missing');
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = params['additionalProperty'] ?? params['unevaluatedProperty'];
      const known = Object.keys(
        (error.parentSchema as { properties?: object } | undefined)?.properties ?? {},
      );
      return at(key, `is not a known key${didYouMean(String(key), known)}`);
    }
    default:
      return { path: issuePath(parent), message: problemOf(error) };
  }
}

/** Names of the top-level properties that are secrets (`"writeOnly": true`): stored encrypted, never shown. */
export function secretKeys(schema: ConfigSchema | undefined): string[] {
  const properties = (schema?.['properties'] ?? {}) as Record<string, unknown>;
  return Object.entries(properties)
    .filter(([, property]) => (property as { writeOnly?: unknown } | null)?.writeOnly === true)
    .map(([name]) => name);
}
