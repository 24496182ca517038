import type { Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import type { PlexicaError } from '@plexica/sdk/errors';
import type { Request } from '../capabilities/capability.ts';
import type { Channel } from './channel.ts';
import { ProtocolError } from './check-message.ts';
import { Incoming } from './incoming.ts';
import { CREDIT, PIECE_LIMIT, type SandboxMessage } from './protocol.ts';
import type { PluginAnswer } from '../types.ts';

type Response = Extract<SandboxMessage, { type: 'response' }>;

/** What an exchange is made for. */
export interface Purpose {
  /** `undefined` for a lifecycle method. */
  requestId: string | undefined;
  /** Id of the workspace of the request. */
  workspace: string | undefined;
  /** The open transaction of the operation that a lifecycle method belongs to. */
  transaction: ClientBase | undefined;
}

/** One request or lifecycle method and all its messages. */
export class Exchange implements Request {
  readonly id: number;
  readonly requestId: string | undefined;
  readonly workspace: string | undefined;
  readonly transaction: ClientBase | undefined;
  excuse: PlexicaError | undefined;
  /** Rejected with a PlexicaError. */
  readonly answer: Promise<PluginAnswer>;
  /** When its answer last made progress. The watch of the process compares it with the time limits. */
  movedAt = Date.now();
  answered = false;
  /** Its answer is no longer needed, but the process has not finished it. */
  abandoned = false;
  readonly #channel: Channel;
  readonly #incoming: Incoming;
  #endings: Set<(aborted: boolean) => void> | undefined;
  /** Whether it was aborted, once it has ended. */
  #ended: boolean | undefined;
  #resolve!: (answer: PluginAnswer) => void;
  #reject!: (error: PlexicaError) => void;
  #head: Response | undefined;
  #complete = false;
  #credit = CREDIT;
  #wake: (() => void) | undefined;

  constructor(id: number, { requestId, workspace, transaction }: Purpose, channel: Channel) {
    this.id = id;
    this.requestId = requestId;
    this.workspace = workspace;
    this.transaction = transaction;
    this.#channel = channel;
    this.#incoming = new Incoming(channel, {
      grant: (pieces) => channel.send({ type: 'credit', id, pieces }),
      taken: () => {
        this.movedAt = Date.now();
      },
      destroyed: () => this.abandon(),
    });
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** @returns whether the process has finished it */
  receiveResponse(response: Response): boolean {
    if (this.answered) throw new ProtocolError('a second answer to one request');
    this.answered = true;
    this.movedAt = Date.now();
    this.#head = response;
    if (!response.body) this.#complete = true;
    return this.#complete;
  }

  /** @returns whether the process has finished it */
  receivePiece(octets: Buffer): boolean {
    if (!this.#head?.body) throw new ProtocolError('a body without an answer');
    this.movedAt = Date.now();
    if (octets.length === 0) {
      this.#complete = true;
      this.#incoming.end();
      return true;
    }
    if (!this.abandoned) this.#incoming.push(octets);
    return false;
  }

  /**
   * All frames that arrived together are processed: a complete answer is passed on as a whole, any other as a stream.
   */
  settle(): void {
    if (!this.#head || this.#incoming.streamed || this.abandoned) return;
    const { status, headers, body } = this.#head;
    if (!this.#complete) this.#resolve({ status, headers, body: this.#incoming.stream });
    else this.#resolve({ status, headers, body: body ? this.#incoming.takeAll() : undefined });
  }

  /** Answers in place of the process. */
  resolveWith(answer: PluginAnswer): void {
    this.answered = true;
    this.#complete = true;
    this.#resolve(answer);
  }

  /** The process has finished it. */
  finish(): void {
    this.#complete = true;
    this.#wake?.();
    if (!this.answered) this.#resolve({ status: 204, headers: [], body: undefined });
    this.#end(false);
  }

  fail(error: PlexicaError): void {
    this.#reject(error);
    this.#incoming.drop(error);
    this.#wake?.();
    this.#end(true);
  }

  /** Tells the process that the answer is no longer needed. */
  abandon(): void {
    if (this.abandoned || this.#complete) return;
    this.abandoned = true;
    this.#channel.send({ type: 'cancel', id: this.id });
    this.#incoming.drop();
    this.#wake?.();
    this.#end(true);
  }

  receiveCredit(pieces: number): void {
    this.#credit += pieces;
    // Otherwise a process that reads nothing could make the host keep a body of any size.
    if (this.#credit > CREDIT) throw new ProtocolError('credit for more data than it received');
    this.#wake?.();
  }

  async sendBody(body: Buffer | Readable): Promise<void> {
    if (Buffer.isBuffer(body) && body.length <= PIECE_LIMIT) {
      if (body.length > 0) this.#channel.sendPiece(this.id, body);
    } else {
      // Not destroyed: the answer still uses the connection on which the rest of the body arrives.
      const chunks: AsyncIterable<Buffer> | Buffer[] = Buffer.isBuffer(body)
        ? [body]
        : body.iterator({ destroyOnReturn: false });
      for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length; at += PIECE_LIMIT) {
          while (this.#credit === 0) {
            if (this.abandoned || this.#complete) return;
            await new Promise<void>((resolve) => {
              this.#wake = resolve;
            });
          }
          this.#credit -= 1;
          this.#channel.sendPiece(this.id, chunk.subarray(at, at + PIECE_LIMIT));
        }
      }
    }
    this.#channel.sendPiece(this.id);
  }

  onEnd(ended: (aborted: boolean) => void): () => void {
    if (this.#ended !== undefined) {
      ended(this.#ended);
      return () => undefined;
    }
    const endings = (this.#endings ??= new Set());
    endings.add(ended);
    return () => endings.delete(ended);
  }

  #end(aborted: boolean): void {
    if (this.#ended !== undefined) return;
    this.#ended = aborted;
    for (const ended of this.#endings ?? []) ended(aborted);
    this.#endings = undefined;
  }
}
