import type { Call, Reply } from '../http/route.ts';
import { failureOf, type Operation } from './operation.ts';
import type { OperationsPlatform } from './platform.ts';

/** How long a request waits for an operation before it is answered with 202. */
const WAIT_MS = 10_000;

/**
 * Answers with the result of an operation if it succeeds, or throws its error if it fails. If it is still running after
 * ten seconds, or at once with `Prefer: respond-async` (RFC 7240, 4.1), answers 202 with the operation.
 */
export async function answerWith(
  call: Call<OperationsPlatform>,
  operation: string,
  result: () => Promise<Reply>,
): Promise<Reply> {
  const now = await patiently(call, operation);
  const failure = failureOf(now);
  if (failure !== undefined) throw failure;
  if (now.state === 'succeeded') return result();
  return accepted(now);
}

/** Answers with an operation when it has ended, or 202 as {@link answerWith} does. */
export async function answerNow(call: Call<OperationsPlatform>, operation: string): Promise<Reply> {
  const now = await patiently(call, operation);
  if (now.state === 'succeeded' || now.state === 'failed') return { status: 200, body: now };
  return accepted(now);
}

function patiently({ platform, request }: Call<OperationsPlatform>, operation: string): Promise<Operation> {
  const inBackground = /(^|,)\s*respond-async\s*($|[,;])/i.test(request.get('Prefer') ?? '');
  return platform.operations.wait(operation, inBackground ? 0 : WAIT_MS);
}

function accepted(operation: Operation): Reply {
  return {
    status: 202,
    body: operation,
    headers: { Location: `/v1/operations/${operation.id}`, 'Retry-After': '1' },
  };
}
