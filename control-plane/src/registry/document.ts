import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Call, Reply } from '../http/route.ts';

/** Answers with a document that callers can cache if they revalidate it each time: 304 if it is unchanged. */
export function documentReply(
  { request }: Pick<Call, 'request'>,
  body: object,
  more: Record<string, string> = {},
): Reply {
  // The tag is a hash of the content, so it is never reused for other content after a restore of the
  // database.
  const tag = `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}"`;
  const headers = { 'Cache-Control': 'no-cache', ETag: tag, ...more };
  return callerHas(request, tag) ? { status: 304, headers } : { status: 200, body, headers };
}

/**
 * Whether If-None-Match contains the current tag (RFC 9110, 13.1.2). `request.fresh` is false with `Cache-Control:
 * no-cache`, which fetch sends.
 */
export function callerHas(request: Request, tag: string): boolean {
  const tags = (request.get('If-None-Match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}
