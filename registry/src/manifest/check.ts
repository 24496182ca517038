import { issueText, PlexicaError, type ErrorCode, type Issue } from '@plexica/sdk/errors';
import type { z } from 'zod';
import { nearestWord } from '../did-you-mean.ts';
import { issuePath } from '../issue-path.ts';

export type Checked<Value> = { value: Value; issues?: undefined } | { value?: undefined; issues: Issue[] };

/** Checks `value` against a schema and words every problem with its path. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): Checked<z.infer<Schema>> {
  const result = schema.safeParse(value, { error: wording });
  return result.success ? { value: result.data } : { issues: result.error.issues.flatMap(toIssues) };
}

/** Several unknown keys come as one zod issue; their messages are parted by a line break, see `wording`. */
function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      path: issuePath([...issue.path, key]),
      message: messages[index] ?? 'is not a known key',
    }));
  }
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [{ path: issuePath(issue.path), message }];
}

const wording: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(issue.inst);
      return issue.keys.map((key) => unknownKey(key, known)).join('\n');
    }
    case 'invalid_type':
      if (issue.input === undefined) return missing(issue);
      return `must be ${article(issue.expected)}, not ${kind(issue.input)}${instead(issue)}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'invalid_union':
      return 'has a form that is not allowed here';
    case 'too_big':
      return `is too large: at most ${issue.maximum}`;
    case 'too_small':
      return `is too small: at least ${issue.minimum}`;
    default:
      return undefined;
  }
};

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearestWord(key, known);
  return `is not a known key${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

/** What stands for a value of a type where no example of it is known. */
const placeholder: Record<string, string> = {
  string: '"…"',
  boolean: 'true',
  number: '1',
  int: '1',
  array: '[ … ]',
  object: '{ … }',
  record: '{ … }',
};

function missing({ expected, path, inst }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  const [example] = ((inst as z.ZodType | undefined)?.meta()?.['examples'] ?? []) as unknown[];
  const value = example === undefined ? placeholder[expected] : JSON.stringify(example);
  const key = path?.at(-1);
  return typeof key === 'string' && value !== undefined
    ? `is missing; write ${JSON.stringify(key)}: ${value}`
    : 'is missing';
}

/** The same value in the type that is wanted. */
function instead({ expected, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  const simple = typeof input === 'number' || typeof input === 'boolean';
  if (expected === 'string' && simple) return `; write "${String(input)}"`;
  if (expected === 'boolean') return '; write true or false';
  if (expected === 'array' && typeof input === 'string') return `; write [${JSON.stringify(input)}]`;
  if (expected === 'number' && typeof input === 'string' && /^\d+$/.test(input)) return `; write ${input}`;
  return '';
}

function knownKeys(schema: unknown): string[] {
  const shape = (schema as z.ZodObject | undefined)?.def.shape;
  return shape ? Object.keys(shape) : [];
}

function article(type: string): string {
  const name = type === 'record' ? 'object' : type === 'int' ? 'integer' : type;
  return /^[aio]/.test(name) ? `an ${name}` : `a ${name}`;
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  return article(Array.isArray(value) ? 'array' : typeof value);
}

/** One error for a list of problems; the message holds the first, `issues` all. */
export function issuesError(code: ErrorCode, subject: string, issues: readonly Issue[]): PlexicaError {
  const [first = { path: '', message: 'is not valid' }] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  // Where the file is known it says more than the subject.
  const text = first.file === undefined ? `${subject}: ${issueText(first)}` : issueText(first);
  return new PlexicaError(code, `${text}${more}`, { issues });
}
