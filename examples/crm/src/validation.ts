import { HttpError } from '@plexica/sdk';
import { type Field, WrongValue } from './fields.ts';

export type Fields = Record<string, Field<unknown>>;
export type Values<F extends Fields> = { [Name in keyof F]: F[Name] extends Field<infer T> ? T : never };

/** Path of a bad field to why it is wrong; the empty path is the whole body. */
export type Problems = Map<string, string>;

/** @throws HttpError 422 with every problem; returns when there is none */
export function refuse(problems: Problems): void {
  const [first] = problems;
  if (first === undefined) return;
  const [path, why] = first;
  const message =
    problems.size === 1
      ? `${path || 'the body'} ${why}`
      : `${problems.size} fields are wrong; the first: ${path} ${why}`;
  throw new HttpError(422, message, { code: 'invalid_input', fields: Object.fromEntries(problems) });
}

/** @throws HttpError 422 with this one problem */
export function refuseField(path: string, why: string): never {
  throw new HttpError(422, `${path || 'the body'} ${why}`, {
    code: 'invalid_input',
    fields: { [path]: why },
  });
}

function readPresent(fields: Fields, body: unknown, problems: Problems, at: string): Map<string, unknown> {
  const values = new Map<string, unknown>();
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    problems.set(at, 'must be a JSON object');
    return values;
  }
  for (const [name, value] of Object.entries(body)) {
    const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const path = at === '' ? name : `${at}.${name}`;
    if (rule === undefined) {
      problems.set(path, `is not known here; known are ${Object.keys(fields).join(', ')}`);
    } else if (value === null && rule.optional) {
      values.set(name, null);
    } else {
      try {
        values.set(name, rule.read(value));
      } catch (error) {
        if (!(error instanceof WrongValue)) throw error;
        problems.set(path, error.message);
      }
    }
  }
  return values;
}

/**
 * Reads an object with all its fields; absent optional ones are null.
 *
 * @param problems where each bad field is noted; while there is one, what is returned must not be used
 * @param at path of the object, such as `stages[1]`; empty for the body
 */
export function inspect<F extends Fields>(fields: F, body: unknown, problems: Problems, at = ''): Values<F> {
  const values = readPresent(fields, body, problems, at);
  for (const [name, rule] of Object.entries(fields)) {
    const path = at === '' ? name : `${at}.${name}`;
    if (values.has(name) || problems.has(path) || problems.has(at)) continue;
    if (rule.optional) values.set(name, null);
    else problems.set(path, 'is required');
  }
  return Object.fromEntries(values) as Values<F>;
}

/** Reads an object with all its fields; absent optional ones are null. @throws HttpError 422 naming each bad field */
export function read<F extends Fields>(fields: F, body: unknown): Values<F> {
  const problems: Problems = new Map();
  const values = inspect(fields, body, problems);
  refuse(problems);
  return values;
}

/** Reads the fields to change and leaves out the others. @throws HttpError 422 naming each bad field */
export function readChanges<F extends Fields>(fields: F, body: unknown): Partial<Values<F>> {
  const problems: Problems = new Map();
  const values = readPresent(fields, body, problems, '');
  refuse(problems);
  if (values.size === 0) refuseField('', `must hold at least one of ${Object.keys(fields).join(', ')}`);
  return Object.fromEntries(values) as Partial<Values<F>>;
}
