import { createHash } from 'node:crypto';
import type { Reply } from '../http/route.ts';

/** Answers with a document that callers may keep, if they ask each time whether it still holds (RFC 9110, 13.1.2). */
export function documentReply(body: object, headers: Record<string, string> = {}): Reply {
  // The tag is made from the content, so that it cannot come back with another one after a restore of the database.
  const tag = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  return { status: 200, body, headers: { 'Cache-Control': 'no-cache', ETag: `"${tag}"`, ...headers } };
}
