import { Refused, RequestOver, type Reply, call } from '../../../bootstrap/calls.ts';
import type { Asking } from '../../../bootstrap/member.ts';
import type { IncomingBody } from '../../../bootstrap/request.ts';
import { FETCHES, type FetchAsk, type FetchRefusal, type FetchResult } from '../messages.ts';
import { FetchError } from './fetch-error.ts';

/** One request to the outside. */
export interface Hop {
  url: URL;
  method: string;
  headers: Headers;
  body: Uint8Array | undefined;
}

export interface Answer {
  status: number;
  statusText: string;
  headers: Headers;
  body: IncomingBody;
  /** Resolves once all of the body is here, or nothing more will be. */
  ended: Promise<void>;
  cancel: () => void;
}

let underway = 0;
/** Who waits for one of them to end. */
const waiting = new Set<() => void>();

/** @throws FetchError; the reason of `signal` when it aborts */
export async function ask(
  asking: Asking,
  { url, method, headers, body }: Hop,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  // oxlint-disable-next-line no-unmodified-loop-condition -- end() lowers it meanwhile
  while (underway >= FETCHES) await turn(signal);
  const what: FetchAsk = { url: url.href, method, headers: [...headers], size: body?.length ?? 0 };
  const ended = Promise.withResolvers<void>();
  underway += 1;
  let reply: Reply<FetchResult>;
  try {
    reply = await call(asking, 'fetch', what, { body, signal, ended: () => end(ended.resolve) });
  } catch (reason) {
    if (reason instanceof RangeError) end();
    throw toError(reason);
  }
  const { result, cancel } = reply;
  return {
    status: result.status,
    statusText: result.statusText,
    headers: new Headers(result.headers),
    body: readable(reply.body as IncomingBody),
    ended: ended.promise,
    cancel,
  };
}

/** The same body; what breaks it off is an error that plugins know. */
function readable(body: IncomingBody): IncomingBody {
  return {
    ...body,
    next: () =>
      body.next().catch((reason: unknown) => {
        throw toError(reason);
      }),
  };
}

function toError(reason: unknown): unknown {
  if (reason instanceof Refused) {
    const { code, message } = reason.refusal as FetchRefusal;
    return new FetchError(code, message);
  }
  if (reason instanceof RequestOver) return new FetchError('refused', 'ctx.fetch: the request has ended.');
  if (!(reason instanceof RangeError)) return reason;
  return new FetchError('too_large', 'ctx.fetch: URL and headers can have at most 1 MiB in total.');
}

function end(then?: () => void): void {
  underway -= 1;
  then?.();
  const [next] = waiting;
  next?.();
}

/** Resolves when another call has ended. */
function turn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      waiting.delete(go);
      reject(signal.reason as Error);
    };
    const go = () => {
      waiting.delete(go);
      signal.removeEventListener('abort', abort);
      resolve();
    };
    waiting.add(go);
    signal.addEventListener('abort', abort);
  });
}
