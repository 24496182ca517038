import { code } from './markdown.ts';

/** The subset of JSON Schema that our own schemas use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** The type of a value in a few words, as Markdown. @param linkOf the address that describes a `$ref` */
export function typeOf(
  schema: Schema,
  linkOf: (name: string) => string | undefined = () => undefined,
): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    const link = linkOf(name);
    return link === undefined ? name : `[${name}](${link})`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(', ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((choice) => typeOf(choice, linkOf)).join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {}, linkOf)}`;
  if (schema.type === 'object') {
    return typeof schema.additionalProperties === 'object' &&
      Object.keys(schema.additionalProperties).length > 0
      ? `object of ${typeOf(schema.additionalProperties, linkOf)}`
      : `object${listed(Object.keys(schema.properties ?? {}))}`;
  }
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  return schema.type === undefined
    ? 'any value'
    : `${schema.type}${schema.format ? ` (${schema.format})` : ''}`;
}

function listed(keys: readonly string[]): string {
  return keys.length === 0 ? '' : ` with ${keys.map(code).join(', ')}`;
}

/** Limits and default of a value as Markdown. Empty if it has none. */
export function limitsOf(schema: Schema): string {
  const between = (least: number | undefined, most: number | undefined, unit: string): string | undefined => {
    // zod writes these limits for "any integer".
    const low = least === Number.MIN_SAFE_INTEGER ? undefined : least;
    const high = most === Number.MAX_SAFE_INTEGER ? undefined : most;
    if (low === undefined && high === undefined) return undefined;
    if (high === undefined) return `at least ${low} ${unit}`;
    return low === undefined ? `at most ${high} ${unit}` : `${low} to ${high} ${unit}`;
  };
  return [
    between(schema.minimum, schema.maximum, ''),
    between(schema.minLength, schema.maxLength, 'characters'),
    between(schema.minItems, schema.maxItems, 'items'),
    schema.default === undefined ? undefined : `default ${code(JSON.stringify(schema.default))}`,
  ]
    .flatMap((limit) => limit?.trim() ?? [])
    .join('; ');
}
