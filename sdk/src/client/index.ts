import { ApiError, call, callForJson, knownCode, toApiError, toUnreachable } from './call.ts';
import { operations, type Inputs, type Operation, type OperationId, type Operations } from './generated.ts';
import type { CallOptions, ClientOptions, DryRun } from './options.ts';

export { ApiError, toApiError, toUnreachable };
export type { CallOptions, ClientOptions, DryRun, OperationId };
export type * from './generated.ts';

export interface Client extends Operations {
  /** Calls an operation and returns the raw response, for streams and files. @throws ApiError */
  open<Id extends OperationId>(id: Id, input: Inputs[Id], options?: CallOptions): Promise<Response>;
}

/**
 * Creates a client with one method per operation of the HTTP API. Each takes one object with the path and query
 * parameters and `body`. Every method throws `ApiError`.
 *
 * @example
 * ```ts
 * import { createClient, isOperation, waitForOperation } from '@plexica/sdk/client';
 *
 * const client = createClient({ url: 'http://127.0.0.1:7373', token: 'plx_…' });
 * const result = await client.installPlugin({ tenant: 'acme', body: { plugin: 'crm' } });
 * if (isOperation(result)) await waitForOperation(client, result);
 * ```
 */
export function createClient(options: ClientOptions): Client {
  const methods = Object.keys(operations).map((id) => [
    id,
    (input: Inputs[OperationId] = {}, callOptions?: CallOptions) =>
      callForJson(options, id as OperationId, input, callOptions),
  ]);
  return {
    ...(Object.fromEntries(methods) as Operations),
    open: (id, input, callOptions) => call(options, id, input, callOptions),
  };
}

/** Whether a method returned an operation that is still running instead of its result. */
export function isOperation(result: unknown): result is Operation {
  return typeof result === 'object' && result !== null && 'steps' in result && 'subject' in result;
}

/** Milliseconds between two looks: the first ones, and the most. */
const POLL_MS = 150;
const SLOW_POLL_MS = 2_000;

/**
 * Waits for an operation to end. Stops waiting for a failed operation whose rollback is blocked.
 *
 * @param onChange gets each state that is seen
 * @throws ApiError with the operation's error if it failed
 */
export async function waitForOperation(
  client: Client,
  operation: Operation,
  onChange?: (operation: Operation) => void,
  signal?: AbortSignal,
): Promise<Operation> {
  let now = operation;
  for (let pauseMs = POLL_MS; ; pauseMs = Math.min(pauseMs * 1.05, SLOW_POLL_MS)) {
    onChange?.(now);
    if (now.state === 'succeeded') return now;
    if (now.state === 'failed' || (now.state === 'undoing' && now.obstacle)) throw failed(now);
    await pause(pauseMs, signal);
    now = await client.showOperation({ operation: operation.id }, signal ? { signal } : {});
  }
}

/** @throws the signal's reason when it aborts */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise((resolve) => setTimeout(resolve, ms));
  signal?.throwIfAborted();
}

function failed({ id, error }: Operation): ApiError {
  const { code, message, hint, issues } = error ?? {
    code: 'internal_error',
    message: `operation ${id} failed`,
  };
  return new ApiError(knownCode(code, 500), message, {
    ...(hint === undefined ? {} : { hint }),
    ...(issues === undefined ? {} : { issues }),
  });
}
