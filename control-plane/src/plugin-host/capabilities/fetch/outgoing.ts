import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { CREDIT, type FetchMessage, PIECE_LIMIT, WHOLE_BODY_LIMIT } from '../../protocol.ts';
import { destinationOf } from './destination.ts';
import { FetchFailure } from './failure.ts';
import { headersReceived, headersToSend } from './headers.ts';
import type { Outside } from './outside.ts';
import type { Turns } from './turns.ts';

/** Milliseconds from the first step to the last octet. */
const TIMEOUT = 10_000;

export interface OutgoingEvents {
  head(status: number, statusText: string, headers: [string, string][]): void;
  piece(octets: Buffer): void;
  /** So many pieces of the request's body have left. */
  sent(pieces: number): void;
  /** Nothing follows. @param failure why it ended before it was complete */
  ended(failure: FetchFailure | undefined): void;
}

/** One request of a plugin to the outside. It follows no redirect: where one leads is asked for, and checked, anew. */
export class OutgoingRequest {
  readonly #events: OutgoingEvents;
  readonly #request: ClientRequest;
  readonly #timer: NodeJS.Timeout;
  readonly #host: string;
  /** Octets of the request's body that have still to come. */
  #missing: number;
  #credit = CREDIT;
  #wake: (() => void) | undefined;
  #over = false;
  /** Destroying a request does not end the resolution of its name. */
  readonly #ended = new AbortController();

  /** @throws FetchFailure `refused` */
  constructor(
    { url, method, headers, size }: FetchMessage,
    network: readonly string[],
    { lookup }: Outside,
    lookups: Turns,
    events: OutgoingEvents,
  ) {
    const to = destinationOf(url, network);
    if (/^(connect|trace|track)$/i.test(method)) {
      throw new FetchFailure('refused', `ctx.fetch: the method ${method} is not allowed.`);
    }
    this.#events = events;
    this.#host = to.hostname;
    this.#missing = size;
    this.#request = request({
      // A connection of its own, made to what `lookup` found; no proxy of the environment has a part in it.
      agent: false,
      host: to.hostname,
      port: 443,
      servername: to.hostname,
      lookup: lookup(lookups, this.#ended.signal),
      rejectUnauthorized: true,
      insecureHTTPParser: false,
      method,
      path: `${to.pathname}${to.search}`,
      headers: headersToSend(headers, to, method, size),
      setHost: false,
    });
    this.#request.on('response', (response) => void this.#receive(response));
    this.#request.on('error', (error) => this.#fail(error));
    this.#timer = setTimeout(
      () => this.end(new FetchFailure('timeout', `ctx.fetch: ${this.#host} took longer than 10 seconds.`)),
      TIMEOUT,
    );
    if (size === 0) this.#request.end();
  }

  /** @returns whether the piece is a part of the body that was announced */
  write(octets: Buffer): boolean {
    this.#missing -= octets.length;
    if (octets.length === 0 || this.#missing < 0) return false;
    // It is written once the connection is there; until then no more than the credit of pieces waits.
    this.#request.write(octets, (error) => {
      if (!error && !this.#over) this.#events.sent(1);
    });
    if (this.#missing === 0) this.#request.end();
    return true;
  }

  grant(pieces: number): void {
    this.#credit += pieces;
    this.#wake?.();
  }

  /** @param failure what the plugin is told; without it, that it has all */
  end(failure?: FetchFailure): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#request.destroy();
    this.#ended.abort();
    this.#wake?.();
    this.#events.ended(failure);
  }

  async #receive(response: IncomingMessage): Promise<void> {
    const { statusCode: status = 0, statusMessage = '', rawHeaders } = response;
    if (status < 200 || status > 599) {
      this.#fail(new Error(`it answered with status ${status}`));
      return;
    }
    this.#events.head(status, statusMessage, headersReceived(rawHeaders));
    let size = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > WHOLE_BODY_LIMIT) {
          throw new FetchFailure('too_large', `ctx.fetch: ${this.#host} answered with more than 10 MiB.`);
        }
        await this.#pass(chunk);
        if (this.#over) return;
      }
      this.end();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #pass(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; at += PIECE_LIMIT) {
      while (this.#credit <= 0 && !this.#over) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      if (this.#over) return;
      this.#credit -= 1;
      this.#events.piece(chunk.subarray(at, at + PIECE_LIMIT));
    }
  }

  #fail(error: unknown): void {
    if (error instanceof FetchFailure) {
      this.end(error);
      return;
    }
    const { code, message } = error as NodeJS.ErrnoException;
    this.end(new FetchFailure('unreachable', `ctx.fetch: ${this.#host}: ${code ?? message}.`));
  }
}
