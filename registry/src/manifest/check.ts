import { PlexicaError, type ErrorCode, type Issue } from '@plexica/sdk/errors';
import type { z } from 'zod';
import { didYouMean } from '../did-you-mean.ts';
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
      return issue.keys.map((key) => `is not a known key${didYouMean(key, known)}`).join('\n');
    }
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `has to be ${article(issue.expected)}, not ${kind(issue.input)}`;
    case 'invalid_value':
      return `has to be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
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
  const [first] = issues;
  const where = first?.path ? `${first.path}: ` : '';
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new PlexicaError(code, `${subject}: ${where}${first?.message ?? 'is not valid'}${more}`, { issues });
}
