import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { PlexicaError } from '@plexica/sdk/errors';

/**
 * Refuses a change of a resource that has changed since the caller read it (RFC 9110, 13.1.1). Without `If-Match`,
 * nothing is refused.
 *
 * @param tag strong entity tag of the current state, with quotes
 * @throws PlexicaError `precondition_failed`
 */
export function requireMatch(ifMatch: string | undefined, tag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (ifMatch.split(',').some((one) => one.trim() === tag)) return;
  throw new PlexicaError(
    'precondition_failed',
    `the resource has changed: its ETag is ${tag}, but If-Match is ${ifMatch}`,
  );
}

export function ifMatchOf(request: Request): string | undefined {
  return request.get('If-Match');
}

/** Strong entity tag of what callers see of a resource. */
export function tagOf(state: object): string {
  return `"${createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22)}"`;
}
