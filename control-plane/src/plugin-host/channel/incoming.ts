import { Readable } from 'node:stream';
import type { Channel } from './channel.ts';
import { ProtocolError } from './check-message.ts';
import { CREDIT, PIECE_LIMIT } from './protocol.ts';

export interface IncomingEvents {
  /** Allows this many more pieces. */
  grant(pieces: number): void;
  /** A piece was taken. */
  taken?(): void;
  /** The reader stopped. */
  destroyed?(): void;
}

/** The pieces of a body from a process. They count as held by the channel until they are read. */
export class Incoming {
  readonly #channel: Channel;
  readonly #events: IncomingEvents;
  #pieces: Buffer[] = [];
  #unread = 0;
  #taken = 0;
  #complete = false;
  #dropped = false;
  #stream: Readable | undefined;
  #wanted = false;

  constructor(channel: Channel, events: IncomingEvents) {
    this.#channel = channel;
    this.#events = events;
  }

  /** @throws ProtocolError if it exceeds the credit */
  push(octets: Buffer): void {
    if (this.#dropped) return;
    this.#unread += 1;
    if (this.#unread > CREDIT) throw new ProtocolError('more body data than it was allowed to send');
    this.#channel.hold(octets.length);
    this.#pieces.push(octets);
    if (this.#stream) this.#flow();
  }

  /** Nothing follows. */
  end(): void {
    this.#complete = true;
    if (this.#stream) this.#flow();
  }

  /** All that has come. */
  takeAll(): Buffer {
    const pieces = this.#pieces;
    this.#release();
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }

  get streamed(): boolean {
    return this.#stream !== undefined;
  }

  get stream(): Readable {
    this.#stream ??= this.#toStream();
    return this.#stream;
  }

  /** Nobody wants it any more. @param error what its reader gets */
  drop(error?: Error): void {
    this.#dropped = true;
    this.#release();
    this.#stream?.destroy(error);
  }

  #toStream(): Readable {
    const stream = new Readable({
      highWaterMark: PIECE_LIMIT,
      read: () => {
        this.#wanted = true;
        this.#flow();
      },
      destroy: (error, done) => {
        this.#dropped = true;
        this.#release();
        this.#events.destroyed?.();
        done(error);
      },
    });
    // It may fail before its reader listens.
    return stream.on('error', () => undefined);
  }

  #flow(): void {
    const stream = this.#stream as Readable;
    while (this.#wanted && this.#pieces.length > 0) {
      const piece = this.#pieces.shift() as Buffer;
      this.#unread -= 1;
      this.#channel.release(piece.length);
      this.#taken += 1;
      this.#events.taken?.();
      this.#wanted = stream.push(piece);
    }
    if (this.#taken >= CREDIT / 2 && !this.#complete) {
      this.#events.grant(this.#taken);
      this.#taken = 0;
    }
    if (this.#complete && this.#pieces.length === 0) stream.push(null);
  }

  #release(): void {
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) {
      this.#unread -= 1;
      this.#channel.release(piece.length);
    }
  }
}
