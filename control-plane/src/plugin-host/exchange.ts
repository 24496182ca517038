import { Readable } from 'node:stream';
import type { PlexicaError } from '@plexica/sdk/errors';
import type { RequestDatabase } from './capabilities/database/request-database.ts';
import type { Fetches } from './capabilities/fetch/fetches.ts';
import { StatementRefused } from './capabilities/database/refused.ts';
import type { Channel } from './channel.ts';
import { ProtocolError } from './check-message.ts';
import { CREDIT, PIECE_LIMIT, type SandboxMessage } from './protocol.ts';
import type { PluginAnswer } from './types.ts';

type Response = Extract<SandboxMessage, { type: 'response' }>;
export type DatabaseMessage = Extract<
  SandboxMessage,
  { type: 'statement' | 'begin' | 'commit' | 'rollback' }
>;

/** What the host keeps for a call beside its octets. */
const CALL_OVERHEAD = 512;

/** One request or lifecycle method and all that goes to and fro for it. */
export class Exchange {
  readonly id: number;
  readonly requestId: string | undefined;
  readonly database: RequestDatabase;
  /** Rejected with a PlexicaError. */
  readonly answer: Promise<PluginAnswer>;
  /** When something of its answer last moved; a process's watch compares it with the time limits. */
  movedAt = Date.now();
  answered = false;
  /** Nobody waits for it any more, but the process has not ended it yet. */
  abandoned = false;
  readonly #channel: Channel;
  readonly #fetches: Fetches;
  #resolve!: (answer: PluginAnswer) => void;
  #reject!: (error: PlexicaError) => void;
  #head: Response | undefined;
  #pieces: Buffer[] = [];
  #complete = false;
  #stream: Readable | undefined;
  #wanted = false;
  #unread = 0;
  #taken = 0;
  #credit = CREDIT;
  #wake: (() => void) | undefined;

  constructor(
    id: number,
    requestId: string | undefined,
    database: RequestDatabase,
    { channel, fetches }: { channel: Channel; fetches: Fetches },
  ) {
    this.id = id;
    this.requestId = requestId;
    this.database = database;
    this.#channel = channel;
    this.#fetches = fetches;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** @returns whether the process is done with it */
  receiveResponse(response: Response): boolean {
    if (this.answered) throw new ProtocolError('a second answer to one request');
    this.answered = true;
    this.movedAt = Date.now();
    this.#head = response;
    if (!response.body) this.#complete = true;
    return this.#complete;
  }

  /** @returns whether the process is done with it */
  receivePiece(octets: Buffer): boolean {
    if (!this.#head?.body) throw new ProtocolError('a body without an answer');
    this.movedAt = Date.now();
    if (octets.length === 0) {
      this.#complete = true;
      if (this.#stream) this.#flow();
      return true;
    }
    if (this.abandoned) return false;
    this.#unread += 1;
    if (this.#unread > CREDIT) throw new ProtocolError('more of a body than it was allowed to send');
    this.#channel.hold(octets.length);
    this.#pieces.push(octets);
    if (this.#stream) this.#flow();
    return false;
  }

  /** All that arrived together is in: an answer that is complete is handed over as it is, another as a stream. */
  settle(): void {
    if (!this.#head || this.#stream || this.abandoned) return;
    const { status, headers, body } = this.#head;
    if (this.#complete) {
      const whole = body ? this.#takeAll() : undefined;
      this.#resolve({ status, headers, body: whole });
      return;
    }
    this.#stream = new Readable({
      highWaterMark: PIECE_LIMIT,
      read: () => {
        this.#wanted = true;
        this.#flow();
      },
      destroy: (error, done) => {
        this.abandon();
        done(error);
      },
    });
    // It may fail before its reader listens.
    this.#stream.on('error', () => undefined);
    this.#resolve({ status, headers, body: this.#stream });
  }

  /** Answers with what the process did not say itself. */
  resolveWith(answer: PluginAnswer): void {
    this.answered = true;
    this.#complete = true;
    this.#resolve(answer);
  }

  /** The process is done with it. */
  finish(): void {
    this.#complete = true;
    this.#wake?.();
    if (!this.answered) this.#resolve({ status: 204, headers: [], body: undefined });
    this.#fetches.endOf(this.id);
    void this.database.close();
  }

  fail(error: PlexicaError): void {
    this.#reject(error);
    this.#stream?.destroy(error);
    this.#drop();
    this.#fetches.endOf(this.id);
    void this.database.abort();
  }

  /** Tells the process that nobody waits any more. */
  abandon(): void {
    if (this.abandoned || this.#complete) return;
    this.abandoned = true;
    this.#channel.send({ type: 'cancel', id: this.id });
    this.#drop();
    this.#fetches.endOf(this.id);
    void this.database.abort();
  }

  receiveCredit(pieces: number): void {
    this.#credit += pieces;
    // Without this a process that reads nothing could have the host keep a body of any size for it.
    if (this.#credit > CREDIT) throw new ProtocolError('credit for more than it was sent');
    this.#wake?.();
  }

  async sendBody(body: Buffer | Readable): Promise<void> {
    if (Buffer.isBuffer(body) && body.length <= PIECE_LIMIT) {
      if (body.length > 0) this.#channel.sendPiece(this.id, body);
    } else {
      // Left undestroyed: the answer still has to go out by the connection that the rest of the body came in by.
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

  /** Does what a statement asks for and answers it. */
  async serve(message: DatabaseMessage, size: number): Promise<void> {
    const held = size + CALL_OVERHEAD;
    this.#channel.hold(held);
    const { call } = message;
    try {
      if (this.#channel.full) await this.#channel.writable();
      switch (message.type) {
        case 'statement': {
          const { transaction, sql, values } = message;
          const { columns, types, rows } = await this.database.statement(transaction, sql, values, (some) =>
            this.#channel.sendRows(call, some),
          );
          this.#channel.together(() => {
            void this.#channel.sendRows(call, rows);
            this.#channel.send({ type: 'result', call, ...(columns.length > 0 ? { columns, types } : {}) });
          });
          break;
        }
        case 'begin':
          this.#channel.send({
            type: 'result',
            call,
            transaction: await this.database.begin(message.transaction),
          });
          break;
        default:
          await this.database[message.type](message.transaction);
          this.#channel.send({ type: 'result', call });
      }
    } catch (error) {
      if (!(error instanceof StatementRefused)) throw error;
      this.#channel.send({ type: 'refused', call, error: error.refusal });
    } finally {
      this.#channel.release(held);
    }
  }

  #flow(): void {
    const stream = this.#stream as Readable;
    while (this.#wanted && this.#pieces.length > 0) {
      const piece = this.#pieces.shift() as Buffer;
      this.#release(piece);
      this.#taken += 1;
      this.movedAt = Date.now();
      this.#wanted = stream.push(piece);
    }
    if (this.#taken >= CREDIT / 2 && !this.#complete) {
      this.#channel.send({ type: 'credit', id: this.id, pieces: this.#taken });
      this.#taken = 0;
    }
    if (this.#complete && this.#pieces.length === 0) stream.push(null);
  }

  #takeAll(): Buffer {
    const pieces = this.#pieces;
    this.#drop();
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }

  #drop(): void {
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) this.#release(piece);
    this.#wake?.();
  }

  #release(piece: Buffer): void {
    this.#unread -= 1;
    this.#channel.release(piece.length);
  }
}
