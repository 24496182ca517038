import type { ErrorObject } from 'ajv';

/** JSON Schema's types in plain words. */
const TYPES: Record<string, string> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

const count = (number: unknown, noun: string): string =>
  `${String(number)} ${noun}${number === 1 ? '' : 's'}`;

/** Messages by JSON Schema keyword; each follows the path of the value. */
const PROBLEMS: Record<string, (params: Record<string, unknown>) => string> = {
  type: ({ type }) => `must be ${[type].flat().map(typeName).join(' or ')}`,
  enum: ({ allowedValues }) => `must be one of ${JSON.stringify(allowedValues)}`,
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
  minimum: ({ limit }) => `must be ${String(limit)} or more`,
  maximum: ({ limit }) => `must be ${String(limit)} or less`,
  exclusiveMinimum: ({ limit }) => `must be more than ${String(limit)}`,
  exclusiveMaximum: ({ limit }) => `must be less than ${String(limit)}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${String(multipleOf)}`,
  minLength: ({ limit }) => `must have at least ${count(limit, 'character')}`,
  maxLength: ({ limit }) => `must have at most ${count(limit, 'character')}`,
  pattern: ({ pattern }) => `must match the regular expression ${String(pattern)}`,
  format: ({ format }) => `is not a valid ${String(format)}`,
  minItems: ({ limit }) => `must have at least ${count(limit, 'item')}`,
  maxItems: ({ limit }) => `must have at most ${count(limit, 'item')}`,
  uniqueItems: ({ i, j }) => `has the same item twice: [${String(j)}] and [${String(i)}]`,
  contains: ({ minContains }) =>
    `must have ${count(minContains, 'item')} that match "contains" of its schema`,
  items: ({ limit }) => `must have at most ${count(limit, 'item')}`,
  unevaluatedItems: ({ len }) => `must have at most ${count(len, 'item')}`,
  minProperties: ({ limit }) => `must have at least ${count(limit, 'key')}`,
  maxProperties: ({ limit }) => `must have at most ${count(limit, 'key')}`,
  propertyNames: ({ propertyName }) =>
    `has a key that its schema does not allow: ${JSON.stringify(propertyName)}`,
  anyOf: () => 'matches none of the forms that its schema allows',
  oneOf: ({ passingSchemas }) =>
    passingSchemas === null
      ? 'matches none of the forms that its schema allows'
      : 'matches several forms, but its schema allows only one',
  not: () => 'has a form that its schema does not allow',
  'false schema': () => 'is not allowed',
};

function typeName(type: unknown): string {
  return TYPES[String(type)] ?? String(type);
}

/** Why ajv refuses a value. Never contains the value, which could be a secret. */
export function problemOf({ keyword, params, message }: ErrorObject): string {
  return PROBLEMS[keyword]?.(params as Record<string, unknown>) ?? message ?? 'is refused';
}
