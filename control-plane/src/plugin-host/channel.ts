import type { Socket } from 'node:net';
import { ProtocolError, readMessage } from './check-message.ts';
import {
  CREDIT,
  FrameReader,
  type HostMessage,
  KIND_BODY,
  KIND_FETCH_BODY,
  KIND_MESSAGE,
  KIND_ROWS,
  PIECE_LIMIT,
  type SandboxMessage,
  encodeMessage,
  encodePiece,
} from './protocol.ts';

/** Octets that may wait for the host (statements, bodies) or for the process before the host stops reading it. */
const QUEUE_LIMIT = 4 * 1024 * 1024;
/** Bytes that may wait for the process before no more rows are read from PostgreSQL. */
const ROWS_LIMIT = CREDIT * PIECE_LIMIT;

export interface ChannelEvents {
  /** @param size octets of the message, to be given back with `release` by whoever keeps it */
  message(message: SandboxMessage, size: number): void;
  /** A piece of a body, or its end (no octets). @param kind `KIND_BODY` or `KIND_FETCH_BODY` */
  piece(id: number, octets: Buffer, kind: number): void;
  /** Everything that arrived together has been handed over. */
  settled(): void;
  /** The process broke a rule; the channel reads no more. */
  broken(reason: string): void;
}

/** The host's end of the socket pair to one process. */
export class Channel {
  readonly #socket: Socket;
  #held = 0;
  #broken = false;
  #drained: Promise<void> | undefined;

  constructor(socket: Socket, events: ChannelEvents) {
    this.#socket = socket;
    const reader = new FrameReader((kind, payload) => {
      // It was closed by a frame that came in the same piece.
      if (socket.destroyed) return;
      if (kind === KIND_MESSAGE) {
        events.message(readMessage(payload), payload.length);
      } else if (
        (kind === KIND_BODY || kind === KIND_FETCH_BODY) &&
        payload.length >= 4 &&
        payload.length <= 4 + PIECE_LIMIT
      ) {
        events.piece(payload.readUInt32BE(0), payload.subarray(4), kind);
      } else {
        throw new ProtocolError(`a frame of kind ${kind} with ${payload.length} octets`);
      }
    });
    socket.on('data', (octets: Buffer) => {
      if (this.#broken) return;
      try {
        reader.push(octets);
      } catch (error) {
        if (!(error instanceof ProtocolError || error instanceof RangeError)) throw error;
        this.#broken = true;
        socket.pause();
        events.broken(error.message);
        return;
      }
      events.settled();
    });
    // A process that ends while it is written to; its end is reported by the process itself.
    socket.on('error', () => undefined);
  }

  send(message: HostMessage): void {
    this.#socket.write(encodeMessage(message));
  }

  sendPiece(id: number, octets?: Uint8Array, kind = KIND_BODY): void {
    this.#socket.write(encodePiece(id, octets, kind));
  }

  /**
   * Sends rows of a statement.
   *
   * @returns when the process has read most of what was sent to it, where that is much
   */
  sendRows(call: number, rows: readonly Buffer[]): Promise<void> | undefined {
    this.together(() => {
      for (const bytes of rows) {
        for (let at = 0; at < bytes.length; at += PIECE_LIMIT) {
          this.sendPiece(call, bytes.subarray(at, at + PIECE_LIMIT), KIND_ROWS);
        }
      }
    });
    return this.#isFull(ROWS_LIMIT) ? this.writable(ROWS_LIMIT) : undefined;
  }

  /** Sends what `write` writes in one go. */
  together(write: () => void): void {
    this.#socket.cork();
    write();
    this.#socket.uncork();
  }

  /** Counts octets that the host keeps for this process; beyond the limit nothing more is read from it. */
  hold(octets: number): void {
    this.#held += octets;
    if (this.#held > QUEUE_LIMIT) this.#socket.pause();
  }

  release(octets: number): void {
    const full = this.#held > QUEUE_LIMIT;
    this.#held -= octets;
    if (full && this.#held <= QUEUE_LIMIT && !this.#broken) this.#socket.resume();
  }

  /** The process does not read what was sent to it. */
  get full(): boolean {
    return this.#isFull(QUEUE_LIMIT);
  }

  /** Resolves once the process has read most of what was sent to it. */
  async writable(limit = QUEUE_LIMIT): Promise<void> {
    while (this.#isFull(limit)) {
      this.#drained ??= new Promise<void>((resolve) => {
        const go = () => {
          this.#socket.off('drain', go).off('close', go);
          this.#drained = undefined;
          resolve();
        };
        this.#socket.on('drain', go).on('close', go);
      });
      await this.#drained;
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #isFull(limit: number): boolean {
    return this.#socket.writableLength > limit && !this.#socket.destroyed;
  }
}
