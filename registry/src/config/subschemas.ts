export type JsonObject = Record<string, unknown>;

/** Where JSON Schema 2020-12 has a schema, a list of them, or schemas by a name of the author's choice. */
const ONE = [
  'not',
  'if',
  'then',
  'else',
  'items',
  'contains',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  'propertyNames',
];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
/** The last two of them are of earlier drafts; ajv still follows them. */
export const namedSchemas: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'dependentSchemas',
  'definitions',
  'dependencies',
]);

/** Keywords whose values are schemas. */
export const applicators: ReadonlySet<string> = new Set([...ONE, ...LISTS, ...namedSchemas]);

/**
 * Makes a schema anew from the leaves up.
 *
 * @param change is given each schema with its own parts changed already, and its path; `true` and `false` are left out
 */
export function mapSchemas(
  schema: JsonObject,
  change: (schema: JsonObject, path: PropertyKey[]) => JsonObject,
  path: PropertyKey[] = [],
): JsonObject {
  const changed = { ...schema };
  const visit = (value: unknown, ...keys: PropertyKey[]) =>
    isObject(value) ? mapSchemas(value, change, [...path, ...keys]) : value;
  for (const [keyword, value] of Object.entries(schema)) {
    if (ONE.includes(keyword)) changed[keyword] = visit(value, keyword);
    else if (LISTS.includes(keyword) && Array.isArray(value))
      changed[keyword] = value.map((each, index) => visit(each, keyword, index));
    else if (namedSchemas.has(keyword) && isObject(value))
      changed[keyword] = Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, visit(each, keyword, name)]),
      );
  }
  return change(changed, path);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
