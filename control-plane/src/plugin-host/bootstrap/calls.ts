import { CREDIT, type CallAnswer, type CallCredit, PIECE_LIMIT } from '../channel/protocol.ts';
import { send, sendCallPiece } from './channel.ts';
import type { Asking } from './member.ts';
import { type IncomingBody, incomingBody } from './request.ts';

export interface Reply<Result> {
  result: Result;
  /** Bytes of the result. */
  bytes: Buffer[];
  /** Bytes that follow it. */
  body: IncomingBody | undefined;
  /** Stops reading them. */
  cancel: () => void;
}

export interface CallOptions {
  /** Bytes that belong to it. */
  body?: Uint8Array | undefined;
  /** Cancels it. */
  signal?: AbortSignal;
  /** Called once, when the call is completely finished. */
  ended?: () => void;
}

/** A refusal by the host. The capability says why. */
export class Refused {
  readonly refusal: object;

  constructor(refusal: object) {
    this.refusal = refusal;
  }
}

/** The request of the call has ended. */
export class RequestOver extends Error {
  override readonly name = 'RequestOver';
}

interface Underway {
  resolve: (reply: Reply<unknown>) => void;
  reject: (reason: unknown) => void;
  bytes: Buffer[];
  body: IncomingBody | undefined;
  /** Pieces of its body that can still be sent, and the callback that waits for more. */
  credit: number;
  wake: (() => void) | undefined;
  ended: (() => void) | undefined;
}

const underway = new Map<number, Underway>();
let lastCall = 0;

/**
 * Calls a capability of the host.
 *
 * @param to name of the capability
 * @param ask must pass the `check` of the capability
 * @throws Refused, RequestOver; RangeError if `ask` is too large; the reason of `signal` if it aborts
 */
export function call<Result>(
  { id }: Pick<Asking, 'id'>,
  to: string,
  ask: object,
  { body, signal, ended }: CallOptions = {},
): Promise<Reply<Result>> {
  return new Promise((resolve, reject) => {
    const number = lastCall + 1;
    send({ type: 'call', call: number, id, to, ask });
    lastCall = number;
    const entry: Underway = {
      resolve: resolve as Underway['resolve'],
      reject,
      bytes: [],
      body: undefined,
      credit: CREDIT,
      wake: undefined,
      ended,
    };
    underway.set(number, entry);
    if (signal) endWith(signal, number, entry);
    if (body) void sendBody(number, entry, body);
  });
}

/** Handles the messages of the host about a call. */
export function receiveOfCall(message: CallAnswer | CallCredit): void {
  const number = message.call;
  const entry = underway.get(number);
  if (!entry) return;
  switch (message.type) {
    case 'result': {
      const { bytes } = entry;
      if (message.stream) {
        entry.body = incomingBody(true, (pieces) => send({ type: 'call-credit', call: number, pieces }));
      } else {
        finish(number, undefined);
      }
      entry.resolve({
        result: message.result,
        bytes,
        body: entry.body,
        cancel: () => cancel(number, undefined),
      });
      break;
    }
    case 'refused':
      finish(number, new Refused(message.refusal));
      break;
    case 'over':
      finish(number, new RequestOver('The request has ended.'));
      break;
    default:
      entry.credit += message.pieces;
      entry.wake?.();
  }
}

export function receiveCallPiece(number: number, octets: Buffer): void {
  const entry = underway.get(number);
  if (!entry) return;
  if (!entry.body) entry.bytes.push(octets);
  else if (octets.length > 0) entry.body.push(octets);
  else finish(number, undefined);
}

function endWith(signal: AbortSignal, number: number, entry: Underway): void {
  const { ended } = entry;
  const abort = (): void => cancel(number, signal.reason);
  entry.ended = () => {
    signal.removeEventListener('abort', abort);
    ended?.();
  };
  signal.addEventListener('abort', abort);
}

function cancel(number: number, reason: unknown): void {
  if (!underway.has(number)) return;
  send({ type: 'call-cancel', call: number });
  finish(number, reason);
}

async function sendBody(number: number, entry: Underway, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length; at += PIECE_LIMIT) {
    while (entry.credit === 0 && underway.has(number)) {
      await new Promise<void>((resolve) => {
        entry.wake = resolve;
      });
    }
    if (!underway.has(number)) return;
    entry.credit -= 1;
    sendCallPiece(number, octets.subarray(at, at + PIECE_LIMIT));
  }
  sendCallPiece(number);
}

/** @param reason why the answer is missing or incomplete */
function finish(number: number, reason: unknown): void {
  const entry = underway.get(number) as Underway;
  underway.delete(number);
  if (reason !== undefined && !entry.body) entry.reject(reason);
  entry.body?.end(reason);
  entry.wake?.();
  entry.ended?.();
}
