import type { Readable } from 'node:stream';
import {
  type Answer,
  type Call,
  type Capability,
  Over,
  Refused,
  type Request,
  type Serving,
} from '../capabilities/capability.ts';
import type { Channel } from './channel.ts';
import { ProtocolError } from './check-message.ts';
import { Incoming } from './incoming.ts';
import { CREDIT, type CallMessage, KIND_CALL, PIECE_LIMIT } from './protocol.ts';
import type { Sandboxed } from '../types.ts';

/** Bytes of memory that the host needs for a call besides its data. */
const CALL_OVERHEAD = 512;

/** The calls of one process to the capabilities of the host. */
export class Calls {
  readonly #channel: Channel;
  readonly #serving: ReadonlyMap<string, Serving>;
  readonly #onFailure: (message: CallMessage, error: unknown) => void;
  readonly #open = new Map<number, OpenCall>();
  #last = 0;

  /** @param onFailure receives errors other than refusals */
  constructor(
    channel: Channel,
    capabilities: readonly Capability[],
    target: Sandboxed,
    onFailure: (message: CallMessage, error: unknown) => void,
  ) {
    this.#channel = channel;
    this.#serving = new Map(capabilities.map((capability) => [capability.name, capability.open(target)]));
    this.#onFailure = onFailure;
  }

  /**
   * @param size bytes of the message
   * @param request absent if it has ended
   * @throws ProtocolError if calls are not numbered consecutively
   */
  begin(message: CallMessage, size: number, request: Request | undefined): void {
    this.#last += 1;
    if (message.call !== this.#last) throw new ProtocolError('a call out of turn');
    const serving = this.#serving.get(message.to);
    if (!serving) throw new ProtocolError('a call to an unknown capability');
    this.#serve(message, size, request, serving).catch((error: unknown) => this.#onFailure(message, error));
  }

  /** @throws ProtocolError if it belongs to no body, or exceeds the credit */
  receivePiece(call: number, octets: Buffer): void {
    this.#find(call)?.receivePiece(octets);
  }

  /** @throws ProtocolError for a call that does not exist */
  receiveCredit(call: number, pieces: number): void {
    this.#find(call)?.receiveCredit(pieces);
  }

  /** @throws ProtocolError for a call that does not exist */
  cancel(call: number): void {
    this.#find(call)?.cancel();
  }

  /** The process has ended. */
  close(): void {
    for (const serving of this.#serving.values()) serving.close?.();
  }

  #find(call: number): OpenCall | undefined {
    if (call > this.#last) throw new ProtocolError('a message about a call that does not exist');
    return this.#open.get(call);
  }

  async #serve(
    { call: number, ask }: CallMessage,
    size: number,
    request: Request | undefined,
    serving: Serving,
  ): Promise<void> {
    const channel = this.#channel;
    const held = size + CALL_OVERHEAD;
    channel.hold(held);
    let call: OpenCall | undefined;
    try {
      // A process that does not read its answers is not read either.
      if (channel.full) await channel.writable();
      if (request === undefined) throw new Over('The request has ended.');
      call = new OpenCall(channel, number, ask, request);
      this.#open.set(number, call);
      const rest = call.answer(await serving.serve(call));
      if (rest) await rest;
    } catch (error) {
      if (error instanceof Refused) {
        channel.send({ type: 'refused', call: number, refusal: error.refusal });
      } else if (error instanceof Over) {
        channel.send({ type: 'over', call: number });
      } else {
        throw error;
      }
    } finally {
      this.#open.delete(number);
      call?.close();
      channel.release(held);
    }
  }
}

class OpenCall implements Call {
  readonly ask: object;
  readonly request: Request;
  readonly #channel: Channel;
  readonly #number: number;
  #controller: AbortController | undefined;
  #forget: (() => void) | undefined;
  #incoming: Incoming | undefined;
  #stream: Readable | undefined;
  #credit = CREDIT;
  #cancelled = false;

  constructor(channel: Channel, number: number, ask: object, request: Request) {
    this.#channel = channel;
    this.#number = number;
    this.ask = ask;
    this.request = request;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      const controller = new AbortController();
      this.#controller = controller;
      if (this.#cancelled) controller.abort(new Over('The answer is no longer needed.'));
      this.#forget = this.request.onEnd(() => controller.abort(new Over('The request has ended.')));
    }
    return this.#controller.signal;
  }

  get body(): Readable {
    return this.#body.stream;
  }

  send(bytes: readonly Buffer[]): Promise<void> | undefined {
    return this.#channel.sendResult(this.#number, bytes);
  }

  /** @returns when the process has been sent all of its stream, where it has one */
  answer({ bytes, result, stream }: Answer): Promise<void> | undefined {
    const type = 'result';
    const call = this.#number;
    this.#channel.together(() => {
      if (bytes) void this.send(bytes);
      this.#channel.send(
        stream
          ? { type, call, ...(result && { result }), stream: true }
          : { type, call, ...(result && { result }) },
      );
    });
    return stream && this.#pump(stream);
  }

  receivePiece(octets: Buffer): void {
    if (octets.length > 0) this.#body.push(octets);
    else this.#body.end();
  }

  receiveCredit(pieces: number): void {
    this.#credit += pieces;
    this.#flow();
  }

  /** The answer is no longer needed. */
  cancel(): void {
    this.#cancelled = true;
    this.#controller?.abort(new Over('The answer is no longer needed.'));
    this.#stream?.destroy();
  }

  /** It has been answered. */
  close(): void {
    this.#forget?.();
    this.#incoming?.drop();
  }

  get #body(): Incoming {
    this.#incoming ??= new Incoming(this.#channel, {
      grant: (pieces) => this.#channel.send({ type: 'call-credit', call: this.#number, pieces }),
    });
    return this.#incoming;
  }

  async #pump(stream: Readable): Promise<void> {
    this.#stream = stream;
    const forget = this.request.onEnd(() => stream.destroy(new Over('The request has ended.')));
    try {
      await new Promise<void>((resolve, reject) => {
        stream
          .on('readable', () => this.#flow())
          .on('end', resolve)
          .on('error', reject)
          .on('close', () => (stream.errored ? reject(stream.errored) : resolve()));
        if (this.#cancelled) stream.destroy();
        if (stream.errored) reject(stream.errored);
        else if (stream.closed) resolve();
      });
    } finally {
      forget();
    }
    this.#channel.sendPiece(this.#number, undefined, KIND_CALL);
  }

  #flow(): void {
    const stream = this.#stream;
    if (!stream || stream.destroyed) return;
    while (this.#credit > 0) {
      const piece = stream.read(Math.min(PIECE_LIMIT, stream.readableLength) || undefined) as Buffer | null;
      if (piece === null) return;
      this.#credit -= 1;
      this.#channel.sendPiece(this.#number, piece, KIND_CALL);
    }
    // Its end needs no credit.
    if (stream.readableLength === 0) stream.read(0);
  }
}
