import type { ErrorObject } from 'ajv';

/** JSON Schema's types in the words of whoever fills in a configuration. */
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

/** What a value lacks, by the keyword of JSON Schema that refuses it; it follows the value's path. */
const PROBLEMS: Record<string, (params: Record<string, unknown>) => string> = {
  type: ({ type }) => `has to be ${[type].flat().map(typeName).join(' or ')}`,
  enum: ({ allowedValues }) => `has to be one of ${JSON.stringify(allowedValues)}`,
  const: ({ allowedValue }) => `has to be ${JSON.stringify(allowedValue)}`,
  minimum: ({ limit }) => `has to be ${String(limit)} or more`,
  maximum: ({ limit }) => `has to be ${String(limit)} or less`,
  exclusiveMinimum: ({ limit }) => `has to be more than ${String(limit)}`,
  exclusiveMaximum: ({ limit }) => `has to be less than ${String(limit)}`,
  multipleOf: ({ multipleOf }) => `has to be a multiple of ${String(multipleOf)}`,
  minLength: ({ limit }) => `has to have at least ${count(limit, 'character')}`,
  maxLength: ({ limit }) => `has to have at most ${count(limit, 'character')}`,
  pattern: ({ pattern }) => `has to match the regular expression ${String(pattern)}`,
  format: ({ format }) => `is not a valid ${String(format)}`,
  minItems: ({ limit }) => `has to have at least ${count(limit, 'item')}`,
  maxItems: ({ limit }) => `has to have at most ${count(limit, 'item')}`,
  uniqueItems: ({ i, j }) => `has the same item twice: [${String(j)}] and [${String(i)}]`,
  contains: ({ minContains }) =>
    `has to have ${count(minContains, 'item')} of the kind that its schema names`,
  items: ({ limit }) => `has to have at most ${count(limit, 'item')}`,
  unevaluatedItems: ({ len }) => `has to have at most ${count(len, 'item')}`,
  minProperties: ({ limit }) => `has to have at least ${count(limit, 'key')}`,
  maxProperties: ({ limit }) => `has to have at most ${count(limit, 'key')}`,
  propertyNames: ({ propertyName }) =>
    `has a key that its schema does not allow: ${JSON.stringify(propertyName)}`,
  anyOf: () => 'fits none of the forms that its schema allows',
  oneOf: ({ passingSchemas }) =>
    passingSchemas === null
      ? 'fits none of the forms that its schema allows'
      : 'fits several forms of which its schema allows one',
  not: () => 'has the form that its schema rules out',
  'false schema': () => 'may not be there',
};

function typeName(type: unknown): string {
  return TYPES[String(type)] ?? String(type);
}

/** What is wrong with a value that ajv refuses. The value itself is never said, since it may be a secret. */
export function problemOf({ keyword, params, message }: ErrorObject): string {
  return PROBLEMS[keyword]?.(params as Record<string, unknown>) ?? message ?? 'is refused';
}
