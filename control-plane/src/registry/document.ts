import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Call, Reply } from '../http/route.ts';

/** Answers with a document that callers may keep, if they ask each time whether it still holds: 304 if it does. */
export function documentReply(
  { request }: Pick<Call, 'request'>,
  body: object,
  more: Record<string, string> = {},
): Reply {
  // The tag is made from the content, so that it cannot come back with another one after a restore of the database.
  const tag = `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}"`;
  const headers = { 'Cache-Control': 'no-cache', ETag: tag, ...more };
  return callerHas(request, tag) ? { status: 304, headers } : { status: 200, body, headers };
}

/**
 * Whether the caller's If-None-Match names what it would get (RFC 9110, 13.1.2). `request.fresh` says no to whoever
 * also sends `Cache-Control: no-cache`, and that is what fetch does.
 */
export function callerHas(request: Request, tag: string): boolean {
  const tags = (request.get('If-None-Match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}
