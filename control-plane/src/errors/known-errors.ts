import { BaseError, ConnectionError, TimeoutError } from 'sequelize';
import { z } from 'zod';
import { PlexicaError, type Issue } from '@plexica/sdk/errors';
import { tellsOfUnreachable } from './unreachable.ts';

/** PostgreSQL's lock_not_available: another transaction held a lock for longer than lock_timeout. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Codes for a full disk: of the file system, and PostgreSQL's disk_full. */
const FULL = new Set(['ENOSPC', 'EDQUOT', '53100']);

/** Converts any thrown value to the error that the caller sees. */
export function toPlexicaError(thrown: unknown): PlexicaError {
  if (thrown instanceof PlexicaError) return thrown;
  if (thrown instanceof z.ZodError) return invalidInput(thrown, '');
  const inner = (thrown instanceof BaseError && 'parent' in thrown ? thrown.parent : thrown) as {
    code?: unknown;
  };
  const { code } = inner;
  if (FULL.has(String(code))) {
    return new PlexicaError('storage_full', 'the disk of the server is full', { cause: thrown });
  }
  if (
    thrown instanceof ConnectionError ||
    thrown instanceof TimeoutError ||
    (!comesFromCaller(thrown) && tellsOfUnreachable(inner))
  ) {
    return new PlexicaError('database_unavailable', 'the database is not responding', {
      cause: thrown,
      retryAfter: 2,
    });
  }
  if (code === LOCK_NOT_AVAILABLE) {
    return new PlexicaError('busy', 'another change of a plugin holds a lock that this request requires', {
      cause: thrown,
      retryAfter: 5,
    });
  }
  return fromExpress(thrown) ?? new PlexicaError('internal_error', String(thrown), { cause: thrown });
}

/** Express sets a status on errors of the connection of the caller; their codes are those of any broken socket. */
function comesFromCaller(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown;
}

/** Errors of Express and its body parser: they have `status` and, from the parser, `type`. */
function fromExpress(thrown: unknown): PlexicaError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { status, type, message } = thrown as Error & { status?: number; type?: string };
  if (status === 413)
    return new PlexicaError('payload_too_large', 'the body is larger than this route accepts');
  if (status === 415) return new PlexicaError('unsupported_media_type', message);
  if (type === 'entity.parse.failed')
    return new PlexicaError('malformed_request', `the body is not valid JSON: ${message}`);
  if (status !== undefined && status < 500) return new PlexicaError('malformed_request', message);
  return undefined;
}

/** @param where prefix of every path: `body`, `query`, … or empty */
export function invalidInput(error: z.ZodError, where: string): PlexicaError {
  const issues = error.issues.flatMap((issue) => toIssues(issue, where));
  const list = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new PlexicaError('invalid_input', list, { issues });
}

function toIssues(issue: z.core.$ZodIssue, where: string): Issue[] {
  const path = issue.path.reduce<string>(
    (at, key) =>
      typeof key === 'number' ? `${at}[${key}]` : at === '' ? String(key) : `${at}.${String(key)}`,
    where,
  );
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      message: 'is not a known field',
    }));
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return [{ path, message: 'is missing' }];
  return [{ path, message: issue.message }];
}
