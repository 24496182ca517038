import type { Channel } from '../../channel.ts';
import { ProtocolError } from '../../check-message.ts';
import { FETCHES, type FetchMessage, KIND_FETCH_BODY } from '../../protocol.ts';
import { FetchFailure } from './failure.ts';
import { OutgoingRequest } from './outgoing.ts';
import type { Outside } from './outside.ts';
import { Turns } from './turns.ts';

/** What the host keeps for a call beside its octets. */
const CALL_OVERHEAD = 2048;
/** Names of one process that are resolved at a time. */
const LOOKUPS = 4;

/** The requests to the outside that one process has under way. */
export class Fetches {
  readonly #channel: Channel;
  readonly #network: readonly string[];
  readonly #outside: Outside;
  readonly #open = new Map<number, { outgoing: OutgoingRequest; exchange: number }>();
  readonly #lookups = new Turns(LOOKUPS);
  #last = 0;

  /** @param network hosts that the manifest names */
  constructor(channel: Channel, network: readonly string[], outside: Outside) {
    this.#channel = channel;
    this.#network = network;
    this.#outside = outside;
  }

  /**
   * @param refused why the request that it is made for may make none
   * @throws ProtocolError when calls are not counted one by one, or there are more at a time than agreed
   */
  begin(message: FetchMessage, size: number, refused: string | undefined): void {
    const { call, id } = message;
    this.#last += 1;
    if (call !== this.#last) throw new ProtocolError('a fetch out of turn');
    if (this.#open.size >= FETCHES) throw new ProtocolError(`more than ${FETCHES} fetches at a time`);
    try {
      if (refused !== undefined) throw new FetchFailure('refused', `ctx.fetch: ${refused}`);
      if (this.#channel.full) throw new FetchFailure('refused', 'ctx.fetch: too many answers wait already.');
      const outgoing = new OutgoingRequest(
        message,
        this.#network,
        this.#outside,
        this.#lookups,
        this.#eventsOf(call),
      );
      this.#open.set(call, { outgoing, exchange: id });
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      void this.#refuse(call, error, size);
    }
  }

  /** @throws ProtocolError when it is no part of a body that was announced */
  receivePiece(call: number, octets: Buffer): void {
    const open = this.#find(call);
    if (open && !open.outgoing.write(octets)) throw new ProtocolError('a body longer than it was announced');
  }

  /** @throws ProtocolError for a call that was never made */
  receiveCredit(call: number, pieces: number): void {
    this.#find(call)?.outgoing.grant(pieces);
  }

  /** @throws ProtocolError for a call that was never made */
  cancel(call: number): void {
    this.#find(call)?.outgoing.end();
  }

  /** The request that they were made for is over. */
  endOf(exchange: number): void {
    for (const open of this.#open.values()) {
      if (open.exchange === exchange)
        open.outgoing.end(new FetchFailure('refused', 'The request has ended.'));
    }
  }

  /** The process is gone. */
  close(): void {
    for (const { outgoing } of this.#open.values()) outgoing.end();
  }

  #find(call: number) {
    if (call > this.#last) throw new ProtocolError('a word about a fetch that was never made');
    return this.#open.get(call);
  }

  #eventsOf(call: number) {
    const channel = this.#channel;
    return {
      head: (status: number, statusText: string, headers: [string, string][]) =>
        channel.send({ type: 'fetched', call, status, statusText, headers }),
      piece: (octets: Buffer) => channel.sendPiece(call, octets, KIND_FETCH_BODY),
      sent: (pieces: number) => channel.send({ type: 'fetch-credit', call, pieces }),
      ended: (failure: FetchFailure | undefined) => {
        this.#open.delete(call);
        if (failure === undefined) channel.sendPiece(call, undefined, KIND_FETCH_BODY);
        else this.#tell(call, failure);
      },
    };
  }

  /** A process that asks and asks and does not read the answers is not read either. */
  async #refuse(call: number, failure: FetchFailure, size: number): Promise<void> {
    const held = size + CALL_OVERHEAD;
    this.#channel.hold(held);
    if (this.#channel.full) await this.#channel.writable();
    this.#tell(call, failure);
    this.#channel.release(held);
  }

  #tell(call: number, { code, message }: FetchFailure): void {
    this.#channel.send({ type: 'fetch-failed', call, code, message });
  }
}
