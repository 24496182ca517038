import type { Call, Reply } from '../http/route.ts';
import { operationError, type Operation } from './operation.ts';

/** A caller waits this long for an operation before it is told to look again later. */
const WAIT_MS = 10_000;

/**
 * Answers with the result of an operation once it has succeeded, throws its error if it failed, and otherwise answers
 * 202 with the operation: after ten seconds, or at once with `Prefer: respond-async` (RFC 7240, 4.1).
 */
export async function answerWith(
  { platform, request }: Call,
  operation: string,
  result: () => Promise<Reply>,
): Promise<Reply> {
  const inBackground = /(^|,)\s*respond-async\s*($|[,;])/i.test(request.get('Prefer') ?? '');
  const now = await platform.operations.wait(operation, inBackground ? 0 : WAIT_MS);
  if (now.state === 'failed') throw operationError(now);
  if (now.state === 'succeeded') return result();
  return accepted(now);
}

function accepted(operation: Operation): Reply {
  return {
    status: 202,
    body: operation,
    headers: { Location: `/v1/operations/${operation.id}`, 'Retry-After': '1' },
  };
}
