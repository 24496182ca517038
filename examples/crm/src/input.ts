import { HttpError } from '@plexica/sdk';
import * as z from 'zod';
import type { CrmContext } from './config.ts';

/** 1 to `max` characters, without spaces around them. */
export const text = (max: number, allowed = /^\P{Cc}*$/u) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .regex(allowed, 'must not contain control characters');

/** Text that may have several lines. */
export const lines = (max: number) => text(max, /^[\P{Cc}\n\r\t]*$/u);

export const id = z.uuid('must be an id, such as 01890a5d-ac96-774b-bcce-b302099a8057').toLowerCase();

/** In lower case, so that a person is found however the address was typed. */
export const email = text(254)
  .toLowerCase()
  .pipe(z.email('must be an e-mail address, such as ann@example.com'));

/** A day of the calendar, `2026-03-31`. */
export const day = z.iso
  .date('must be a day, such as 2026-03-31')
  .regex(/^(19|2)/, 'must be in 1900 or later');

const time = 'must be a time with its offset, such as 2026-03-31T09:30:00Z';

/** A moment with its offset from UTC; read as UTC with milliseconds. */
export const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })], time)
  .refine((value) => /^(19|2)/.test(value), 'must be in 1900 or later')
  .transform((value) => new Date(value).toISOString());

/** Path of each wrong field, such as `stages[1].name`, to why it is wrong: the end of a sentence that begins with it. */
export type Wrong = Record<string, string>;

/** @throws HttpError 422 that names every wrong field */
export function refuse(fields: Wrong): never {
  const wrong = Object.entries(fields).map(([path, why]) => `${path || 'the body'} ${why}`);
  const message = wrong.length === 1 ? wrong[0]! : `${wrong.length} fields are wrong; the first: ${wrong[0]}`;
  throw new HttpError(422, message, { code: 'invalid_input', fields });
}

const types: Record<string, string> = { object: 'a JSON object', array: 'a list' };

/** Translates an issue of zod into the words of this API. Messages of a schema have priority. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? 'is required'
      : `must be ${types[issue.expected] ?? `a ${issue.expected}`}`;
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'unrecognized_keys') {
    return `is not known here; known are ${Object.keys((issue.inst as z.ZodObject).shape).join(', ')}`;
  }
  return undefined;
}

/** The value as the schema reads it, or what is wrong with it: a path of the value begins with `at`. */
export function check<S extends z.ZodType>(schema: S, value: unknown, at: PropertyKey[] = []) {
  const { data, error } = schema.safeParse(value, { error: explain });
  const wrong = new Map<string, string>();
  for (const issue of error?.issues ?? []) {
    for (const key of issue.code === 'unrecognized_keys' ? issue.keys.map((name) => [name]) : [[]]) {
      const path = z.core.toDotPath([...at, ...issue.path, ...key]);
      if (!wrong.has(path)) wrong.set(path, issue.message);
    }
  }
  return { data, wrong: Object.fromEntries(wrong) };
}

/** @throws HttpError 422 that names every wrong field */
export function read<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const { data, wrong } = check(schema, value);
  return data ?? refuse(wrong);
}

/** @throws HttpError 422 that names every wrong field */
export async function readBody<S extends z.ZodType>(ctx: CrmContext, schema: S): Promise<z.output<S>> {
  return read(schema, await ctx.request.json());
}

/** What PATCH takes: at least one of the fields of a record. */
export function changesOf(fields: z.ZodObject) {
  return fields.partial().refine((changes) => Object.keys(changes).length > 0, {
    error: `must have at least one of ${Object.keys(fields.shape).join(', ')}`,
    when: ({ issues }) => issues.length === 0,
  });
}
