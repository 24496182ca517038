import type { ErrorRequestHandler, Request, Response } from 'express';
import { z } from 'zod';
import type { PlexicaError } from '@plexica/sdk/errors';
import { errors, type ErrorCode } from '@plexica/sdk/errors';
import type { Logger } from 'pino';
import { AccessItem } from '../changes/access-item.ts';
import { Issue } from './issue.ts';
import { toPlexicaError } from './known-errors.ts';

/** Problem Details (RFC 9457), with the members that every problem of Plexica has. */
export const Problem = z
  .object({
    type: z.string().describe('`urn:plexica:error:` followed by the code'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe('Stable. `plexica explain <code>` explains it'),
    hint: z.string(),
    requestId: z.string(),
    issues: z.array(Issue).optional(),
    access: z
      .array(AccessItem)
      .optional()
      .describe('With `access_change`: the access that a plugin requests and nobody accepted'),
    error: z.string().optional().describe('Same as `detail`, on the paths that npm uses'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof Problem>;

export function toProblem(error: PlexicaError, requestId: string): Problem {
  const page = errors[error.code];
  return {
    type: `urn:plexica:error:${error.code}`,
    title: page.title,
    status: page.status,
    // Internal details are not disclosed.
    detail: error.code === 'internal_error' ? page.cause : error.message,
    code: error.code,
    hint: error.hint,
    requestId,
    ...(error.issues.length > 0 ? { issues: [...error.issues] } : {}),
    ...(error.access.length > 0 ? { access: [...error.access] } : {}),
  };
}

function sendProblem(request: Request, response: Response, error: PlexicaError): void {
  const problem = toProblem(error, requestIdOf(response));
  if (error.retryAfter !== undefined) response.set('Retry-After', String(Math.ceil(error.retryAfter)));
  if (error.code === 'not_authenticated') response.set('WWW-Authenticate', 'Bearer realm="plexica"');
  if (request.path.startsWith('/npm/')) problem.error = problem.detail;
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

export function requestIdOf(response: Response): string {
  return String(response.get('X-Request-Id'));
}

/** Converts every thrown error to an answer and a log line. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = toPlexicaError(thrown);
    const code: ErrorCode = error.code;
    if (error.status >= 500)
      log.error({ err: thrown, code, requestId: requestIdOf(response) }, error.message);
    if (response.headersSent) response.destroy();
    else sendProblem(request, response, error);
  };
}
