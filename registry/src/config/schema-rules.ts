import type { Issue } from '@plexica/sdk/errors';
import { didYouMean } from '../did-you-mean.ts';
import { issuePath } from '../issue-path.ts';
import { compileConfigSchema, pointerKeys } from './compile.ts';
import { problemOf } from './problem.ts';
import { isObject, mapSchemas, namedSchemas } from './subschemas.ts';
import { TooMuchWork, withinWork } from './work.ts';

export type ConfigSchema = Record<string, unknown>;

/** Compiling takes longer the more parts there are, and more than in proportion. */
const limits = { characters: 64 * 1024, depth: 20, properties: 200, forms: 100, parts: 1000 };

/** They give a schema an identity or a base, or look things up at run time; a plugin's schema stands alone. */
const refusedKeywords = [
  '$id',
  '$anchor',
  '$dynamicRef',
  '$dynamicAnchor',
  '$recursiveRef',
  '$vocabulary',
  '$async',
];

interface Place {
  path: PropertyKey[];
  value: unknown;
}

/**
 * What keeps a JSON Schema from being the schema of a plugin's configuration. It may be hostile, so its size and
 * depth are bounded and references go one step: what `$defs` holds refers to nothing, which rules out circles and
 * schemas that grow exponentially while they are checked.
 */
export function configSchemaIssues(schema: ConfigSchema): Issue[] {
  const issues = [...shapeIssues(schema), ...secretIssues(schema)];
  if (issues.length > 0) return issues;
  const tooMany = partIssues(schema);
  if (tooMany.length > 0) return tooMany;
  const compiled = compileConfigSchema(schema);
  return compiled.issues ?? [...requiredIssues(schema), ...defaultIssues(schema)];
}

/** What may name, or let in, properties beside `properties`. */
const otherNames = [
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'dependentSchemas',
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
];

/** Required keys that no configuration can have, so that nobody could install the plugin. */
function requiredIssues(schema: ConfigSchema): Issue[] {
  if (otherNames.some((keyword) => Object.hasOwn(schema, keyword) && schema[keyword] !== false)) return [];
  const { properties, required = [] } = schema as { properties: object; required?: string[] };
  const known = Object.keys(properties);
  return required.flatMap((key, index) =>
    known.includes(key)
      ? []
      : {
          path: issuePath(['config', 'required', index]),
          message: `names ${JSON.stringify(key)}, which is not a property${didYouMean(key, known)}`,
        },
  );
}

function shapeIssues(schema: ConfigSchema): Issue[] {
  const issues: Issue[] = [];
  const add = (path: PropertyKey[], message: string) =>
    issues.push({ path: issuePath(['config', ...path]), message });

  if (JSON.stringify(schema).length > limits.characters) {
    return [{ path: 'config', message: 'is larger than 64 KiB' }];
  }
  if (schema['type'] !== 'object') add(['type'], 'must be "object"');
  const { properties } = schema;
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
    add(['properties'], 'must be an object that maps property names to schemas');
  } else if (Object.keys(properties).length > limits.properties) {
    add(['properties'], `lists more than ${limits.properties} properties`);
  }
  const dialect = schema['$schema'];
  if (dialect !== undefined && dialect !== 'https://json-schema.org/draft/2020-12/schema') {
    add(['$schema'], 'must be "https://json-schema.org/draft/2020-12/schema" or absent');
  }

  let level: Place[] = [{ path: [], value: schema }];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limits.depth)
      return [...issues, { path: 'config', message: `nests deeper than ${limits.depth} levels` }];
    for (const { path, value } of level) {
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        objectIssues(path, value, add);
    }
    level = level.flatMap(({ path, value }) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, child]): Place => ({
            path: [...path, Array.isArray(value) ? Number(key) : key],
            value: child,
          }))
        : [],
    );
  }
  return issues;
}

function partIssues(schema: ConfigSchema): Issue[] {
  const issues: Issue[] = [];
  let parts = 0;
  mapSchemas(schema, (part, path) => {
    parts += 1;
    for (const keyword of [...namedSchemas, 'dependentRequired']) {
      for (const [name, value] of Object.entries(isObject(part[keyword]) ? part[keyword] : {})) {
        parts += 1;
        // What needs other properties: ajv repeats the whole list for each of its names.
        if (!Array.isArray(value)) continue;
        parts += value.length;
        if (value.length > limits.forms)
          issues.push({
            path: issuePath(['config', ...path, keyword, name]),
            message: `lists more than ${limits.forms} properties`,
          });
      }
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf', 'prefixItems']) {
      const forms = part[keyword];
      if (Array.isArray(forms) && forms.length > limits.forms)
        issues.push({
          path: issuePath(['config', ...path, keyword]),
          message: `lists more than ${limits.forms} schemas`,
        });
    }
    return part;
  });
  if (parts > limits.parts) {
    const message = `has more than ${limits.parts} parts (schemas and names); simplify it`;
    issues.push({ path: 'config', message });
  }
  return issues.slice(0, 20);
}

/** Whether the keys of the object at a path are names that the author chose, not keywords; a name may be such a word. */
function namesProperty(path: readonly PropertyKey[]): boolean {
  return path.reduce((named, key) => !named && namedSchemas.has(String(key)), false);
}

function objectIssues(
  path: PropertyKey[],
  value: object,
  add: (path: PropertyKey[], message: string) => void,
): void {
  if (namesProperty(path)) {
    // What stands for a name is a schema. Where nothing else checks that, ajv would take a text for the keyword.
    for (const keyword of [...refusedKeywords, '$ref']) {
      if (typeof (value as Record<string, unknown>)[keyword] === 'string')
        add([...path, keyword], 'is a string, but must be a schema here');
    }
    return;
  }
  for (const keyword of refusedKeywords) {
    if (Object.hasOwn(value, keyword)) add([...path, keyword], 'is not allowed in a configuration schema');
  }
  const reference = (value as { $ref?: unknown }).$ref;
  if (reference === undefined) return;
  if (typeof reference !== 'string' || !/^#\/\$defs\/[A-Za-z0-9_.-]+$/.test(reference)) {
    add([...path, '$ref'], 'can only point into the same schema: "#/$defs/<name>"');
  } else if (path[0] === '$defs') {
    add([...path, '$ref'], 'is below $defs; schemas in $defs cannot contain references');
  }
}

/** A secret is encrypted as one top-level value; deeper, or in a shared definition, it would be kept in the open. */
function secretIssues(schema: ConfigSchema): Issue[] {
  const issues: Issue[] = [];
  const visit = (path: PropertyKey[], value: unknown): void => {
    if (typeof value !== 'object' || value === null || path.length > limits.depth) return;
    if (!namesProperty(path) && (value as { writeOnly?: unknown }).writeOnly === true) {
      const isTopLevelProperty = path.length === 2 && path[0] === 'properties';
      if (!isTopLevelProperty) {
        const message = 'only works on a property directly below config.properties';
        issues.push({ path: issuePath(['config', ...path, 'writeOnly']), message });
      } else if ('default' in value) {
        const message = 'is published with the plugin, so a secret ("writeOnly") cannot have a default';
        issues.push({ path: issuePath(['config', ...path, 'default']), message });
      }
    }
    for (const [key, child] of Object.entries(value))
      visit([...path, Array.isArray(value) ? Number(key) : key], child);
  };
  visit([], schema);
  return issues;
}

/** A default that its own property refuses would make every installation fail for a reason that nobody sees. */
function defaultIssues(schema: ConfigSchema): Issue[] {
  const properties = schema['properties'] as Record<string, unknown>;
  const defaults = Object.entries(properties).flatMap(([name, property]) =>
    typeof property === 'object' && property !== null && 'default' in property
      ? [[name, structuredClone(property.default)] as const]
      : [],
  );
  if (defaults.length === 0) return [];
  const alone = { type: 'object', properties, ...('$defs' in schema && { $defs: schema['$defs'] }) };
  const { validate } = compileConfigSchema(alone);
  if (!validate) return [];
  try {
    withinWork(() => validate(Object.fromEntries(defaults)));
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    return [
      {
        path: 'config',
        message: 'takes too much work to check its defaults; simplify the schema or the defaults',
      },
    ];
  }
  const problems = new Map<string, string>();
  for (const error of validate.errors ?? []) {
    const name = String(pointerKeys(error.instancePath)[0]);
    if (!problems.has(name)) problems.set(name, problemOf(error));
  }
  return [...problems].map(([name, problem]) => ({
    path: issuePath(['config', 'properties', name, 'default']),
    message: `does not match its own schema: ${problem}`,
  }));
}
