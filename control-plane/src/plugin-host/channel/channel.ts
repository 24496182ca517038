import type { Socket } from 'node:net';
import { ProtocolError, type ReadMessage } from './check-message.ts';
import {
  CREDIT,
  FrameReader,
  type HostMessage,
  KIND_BODY,
  KIND_CALL,
  KIND_MESSAGE,
  PIECE_LIMIT,
  type SandboxMessage,
  encodeMessage,
  encodePiece,
} from './protocol.ts';

/** Bytes that can be queued for the host (calls, bodies) or for the process before the host stops reading from it. */
const QUEUE_LIMIT = 4 * 1024 * 1024;
/** Bytes that can be queued for the process before a capability must wait. */
const RESULT_LIMIT = CREDIT * PIECE_LIMIT;

export interface ChannelEvents {
  /** @param size bytes of the message, which the receiver returns with `release` */
  message(message: SandboxMessage, size: number): void;
  /** A piece of a body, or its end (no bytes). @param kind `KIND_BODY` or `KIND_CALL` */
  piece(id: number, octets: Buffer, kind: number): void;
  /** All frames that arrived together were delivered. */
  settled(): void;
  /** The process violated the protocol. The channel stops reading. */
  broken(reason: string): void;
}

/** The host's end of the socket pair to one process. */
export class Channel {
  readonly #socket: Socket;
  #held = 0;
  #broken = false;
  #drained: Promise<void> | undefined;

  constructor(socket: Socket, readMessage: ReadMessage, events: ChannelEvents) {
    this.#socket = socket;
    const reader = new FrameReader((kind, payload) => {
      // A frame in the same piece closed it.
      if (socket.destroyed) return;
      if (kind === KIND_MESSAGE) {
        events.message(readMessage(payload), payload.length);
      } else if (
        (kind === KIND_BODY || kind === KIND_CALL) &&
        payload.length >= 4 &&
        payload.length <= 4 + PIECE_LIMIT
      ) {
        events.piece(payload.readUInt32BE(0), payload.subarray(4), kind);
      } else {
        throw new ProtocolError(`a frame of kind ${kind} with ${payload.length} bytes`);
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
   * Sends bytes of a result that the process keeps whole.
   *
   * @returns when the process has read most of what was sent to it, where that is much
   */
  sendResult(call: number, parts: readonly Buffer[]): Promise<void> | undefined {
    this.together(() => {
      for (const bytes of parts) {
        for (let at = 0; at < bytes.length; at += PIECE_LIMIT) {
          this.sendPiece(call, bytes.subarray(at, at + PIECE_LIMIT), KIND_CALL);
        }
      }
    });
    return this.#isFull(RESULT_LIMIT) ? this.writable(RESULT_LIMIT) : undefined;
  }

  /** Sends what `write` writes in one go. */
  together(write: () => void): void {
    this.#socket.cork();
    write();
    this.#socket.uncork();
  }

  /** Counts bytes that the host holds for this process. Beyond the limit, it stops reading from the process. */
  hold(octets: number): void {
    this.#held += octets;
    if (this.#held > QUEUE_LIMIT) this.#socket.pause();
  }

  release(octets: number): void {
    const full = this.#held > QUEUE_LIMIT;
    this.#held -= octets;
    if (full && this.#held <= QUEUE_LIMIT && !this.#broken) this.#socket.resume();
  }

  /** Whether the process does not read what was sent to it. */
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
