import { CREDIT, FETCHES, type FetchMessage, type HostMessage, PIECE_LIMIT } from '../../../protocol.ts';
import { send, sendFetchPiece } from '../../../bootstrap/channel.ts';
import { FetchError } from './fetch-error.ts';
import { type IncomingBody, incomingBody } from '../../../bootstrap/request.ts';

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

type Head = Extract<HostMessage, { type: 'fetched' }>;

interface Underway {
  head: PromiseWithResolvers<Head>;
  body: IncomingBody;
  ended: PromiseWithResolvers<void>;
  /** Pieces of the request's body that may still be sent, and who waits for more. */
  credit: number;
  wake: (() => void) | undefined;
}

const underway = new Map<number, Underway>();
/** Who waits for one of them to end. */
const waiting = new Set<() => void>();
let lastCall = 0;

export function receiveHead(head: Head): void {
  underway.get(head.call)?.head.resolve(head);
}

export function receivePiece(call: number, octets: Buffer): void {
  if (octets.length > 0) underway.get(call)?.body.push(octets);
  else finish(call, undefined);
}

export function receiveFailure({
  call,
  code,
  message,
}: Extract<HostMessage, { type: 'fetch-failed' }>): void {
  finish(call, new FetchError(code, message));
}

export function receiveCredit(call: number, pieces: number): void {
  const entry = underway.get(call);
  if (!entry) return;
  entry.credit += pieces;
  entry.wake?.();
}

/**
 * @param id of the request that it is made for
 * @throws FetchError; the reason of `signal` when it aborts
 */
export async function ask(
  id: number,
  { url, method, headers, body }: Hop,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  while (underway.size >= FETCHES) await turn(signal);
  const call = lastCall + 1;
  const size = body?.length ?? 0;
  announce({ type: 'fetch', call, id, url: url.href, method, headers: [...headers], size });
  lastCall = call;
  const entry: Underway = {
    head: Promise.withResolvers(),
    body: incomingBody(true, (pieces) => send({ type: 'fetch-credit', call, pieces })),
    ended: Promise.withResolvers(),
    credit: CREDIT,
    wake: undefined,
  };
  const cancel = (reason: unknown) => {
    if (!underway.has(call)) return;
    send({ type: 'fetch-cancel', call });
    finish(call, reason);
  };
  const abort = () => cancel(signal.reason);
  signal.addEventListener('abort', abort);
  void entry.ended.promise.then(() => signal.removeEventListener('abort', abort));
  underway.set(call, entry);
  if (body) void sendPieces(call, entry, body);
  const head = await entry.head.promise;
  return {
    status: head.status,
    statusText: head.statusText,
    headers: new Headers(head.headers),
    body: entry.body,
    ended: entry.ended.promise,
    cancel: () => cancel(undefined),
  };
}

function announce(message: FetchMessage): void {
  try {
    send(message);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FetchError('too_large', 'ctx.fetch: URL and headers may have at most 1 MiB together.');
  }
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

async function sendPieces(call: number, entry: Underway, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length; at += PIECE_LIMIT) {
    while (entry.credit === 0 && underway.has(call)) {
      await new Promise<void>((resolve) => {
        entry.wake = resolve;
      });
    }
    if (!underway.has(call)) return;
    entry.credit -= 1;
    sendFetchPiece(call, octets.subarray(at, at + PIECE_LIMIT));
  }
}

function finish(call: number, failure: unknown): void {
  const entry = underway.get(call);
  if (!entry) return;
  underway.delete(call);
  entry.head.reject(failure);
  entry.body.end(failure as Error | undefined);
  entry.ended.resolve();
  entry.wake?.();
  const [next] = waiting;
  next?.();
}
