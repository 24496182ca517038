import { z } from 'zod';

/** Schemas of values that are neither secret nor of unknown content. */
const known = z.registry<Record<string, never>>();

/** Stands in the audit log for a value that it must not contain. */
const LEFT_OUT = '(not recorded)';

/** The longest text that the audit log contains, in characters. */
const LONGEST = 500;

/**
 * Marks a schema of text, of a list of texts, or of a record, whose content the audit log can contain. Of a record, the
 * keys are recorded, and each value by its own schema.
 */
export function recorded<Schema extends z.ZodType>(schema: Schema): Schema {
  known.add(schema, {});
  return schema;
}

/**
 * The part of an input that the audit log can contain. A text is left out unless its schema is marked by `recorded` or
 * allows only a fixed form, in which nobody has a secret: a forgotten mark must not reveal a password.
 */
export function recordedPart(schema: z.ZodType | undefined, value: unknown): unknown {
  return partOf(schema, value, false);
}

/** @param within whether the schema belongs to a marked one */
function partOf(schema: z.ZodType | undefined, value: unknown, within: boolean): unknown {
  if (value === undefined || value === null) return value;
  if (schema === undefined) return LEFT_OUT;
  const marked = within || known.has(schema);
  if (schema instanceof z.ZodBoolean || schema instanceof z.ZodNumber) return value;
  if (typeof value === 'string' && (marked || hasFixedForm(schema))) return shortened(value);
  if (isWrapper(schema)) return partOf(schema.unwrap() as z.ZodType, value, marked);
  if (schema instanceof z.ZodPipe) return partOf(schema.in as z.ZodType, value, marked);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item: unknown) => partOf(schema.element as z.ZodType, item, marked));
  if (schema instanceof z.ZodObject && typeof value === 'object') {
    const shape = schema.shape as Record<string, z.ZodType>;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) =>
        Object.hasOwn(shape, key) ? [key, partOf(shape[key], each, false)] : [LEFT_OUT, LEFT_OUT],
      ),
    );
  }
  if (schema instanceof z.ZodRecord && typeof value === 'object' && marked) {
    const values = schema.valueType as z.ZodType;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, partOf(values, each, false)]));
  }
  return LEFT_OUT;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function isWrapper(schema: z.ZodType): schema is z.ZodOptional | z.ZodNullable | z.ZodDefault {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
}

/** Forms of text that no secret has. */
const FIXED = new Set(['uuid', 'datetime', 'date']);

function hasFixedForm(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return true;
  return schema instanceof z.ZodStringFormat && FIXED.has(schema.format ?? '');
}

/** Names in paths that are recorded. Others may be anything, such as e-mail addresses. */
const NAME = /^[\w.-]{1,64}$/;

/**
 * Path of a request with the names that the audit log can contain.
 *
 * @param path in OpenAPI form: `/v1/tenants/{tenant}`
 * @returns such as `tenants/acme/plugins/crm`
 */
export function recordedPath(path: string, schema: z.ZodType | undefined, params: object): string {
  const values = recordedPart(schema, params) as Record<string, unknown> | string;
  return path.replace(/^\/(v1\/)?/, '').replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = typeof values === 'object' ? values[name] : undefined;
    return typeof value === 'string' && NAME.test(value) ? value : whole;
  });
}
