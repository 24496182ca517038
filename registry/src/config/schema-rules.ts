import type { Issue } from '@plexica/sdk/errors';
import { issuePath } from '../issue-path.ts';
import { compileConfigSchema, configSchemaTimeout } from './compile.ts';
import { problemOf } from './problem.ts';
import { TimeUp, withinTime } from './within-time.ts';

export type ConfigSchema = Record<string, unknown>;

const limits = { characters: 64 * 1024, depth: 20, properties: 200 };

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
  try {
    return withinTime(configSchemaTimeout, () => [...compileIssues(schema), ...defaultIssues(schema)]);
  } catch (error) {
    if (error instanceof TimeUp)
      return [{ path: 'config', message: 'takes too long to compile; make it simpler' }];
    throw error;
  }
}

function shapeIssues(schema: ConfigSchema): Issue[] {
  const issues: Issue[] = [];
  const add = (path: PropertyKey[], message: string) =>
    issues.push({ path: issuePath(['config', ...path]), message });

  if (JSON.stringify(schema).length > limits.characters) {
    return [{ path: 'config', message: 'is larger than 64 KiB' }];
  }
  if (schema['type'] !== 'object') add(['type'], 'has to be "object"');
  const { properties } = schema;
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
    add(['properties'], 'has to be an object of property name to schema');
  } else if (Object.keys(properties).length > limits.properties) {
    add(['properties'], `lists more than ${limits.properties} properties`);
  }
  const dialect = schema['$schema'];
  if (dialect !== undefined && dialect !== 'https://json-schema.org/draft/2020-12/schema') {
    add(['$schema'], 'has to be "https://json-schema.org/draft/2020-12/schema" or absent');
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

/** Whether the last key of a path is a name that the author chose, not a keyword. */
function namesProperty(path: readonly PropertyKey[]): boolean {
  return ['properties', 'patternProperties', '$defs', 'dependentSchemas'].includes(String(path.at(-1)));
}

function objectIssues(
  path: PropertyKey[],
  value: object,
  add: (path: PropertyKey[], message: string) => void,
): void {
  if (namesProperty(path)) return;
  for (const keyword of refusedKeywords) {
    if (Object.hasOwn(value, keyword))
      add([...path, keyword], 'is not allowed in the schema of a configuration');
  }
  const reference = (value as { $ref?: unknown }).$ref;
  if (reference === undefined) return;
  if (typeof reference !== 'string' || !/^#\/\$defs\/[A-Za-z0-9_.-]+$/.test(reference)) {
    add([...path, '$ref'], 'can only point into the same schema: "#/$defs/<name>"');
  } else if (path[0] === '$defs') {
    add([...path, '$ref'], 'is below $defs; what $defs holds may not refer to anything');
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
        const message = 'is published with the plugin, so a secret ("writeOnly") cannot have one';
        issues.push({ path: issuePath(['config', ...path, 'default']), message });
      }
    }
    for (const [key, child] of Object.entries(value))
      visit([...path, Array.isArray(value) ? Number(key) : key], child);
  };
  visit([], schema);
  return issues;
}

function compileIssues(schema: ConfigSchema): Issue[] {
  const compiled = compileConfigSchema(schema);
  return compiled.issues ?? [];
}

/** A default that its own property refuses would make every installation fail for a reason that nobody sees. */
function defaultIssues(schema: ConfigSchema): Issue[] {
  const properties = Object.entries(schema['properties'] as Record<string, unknown>);
  return properties.flatMap(([name, property]) => {
    if (typeof property !== 'object' || property === null || !('default' in property)) return [];
    const alone = {
      type: 'object',
      properties: { [name]: property },
      ...('$defs' in schema && { $defs: schema['$defs'] }),
    };
    const { validate } = compileConfigSchema(alone);
    if (!validate || validate({ [name]: structuredClone(property.default) })) return [];
    const [first] = validate.errors ?? [];
    const reason = first === undefined ? '' : `: ${problemOf(first)}`;
    return [
      {
        path: issuePath(['config', 'properties', name, 'default']),
        message: `does not fit its own schema${reason}`,
      },
    ];
  });
}
