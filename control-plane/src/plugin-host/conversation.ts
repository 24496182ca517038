import type { Socket } from 'node:net';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RequestDatabase } from './capabilities/database/request-database.ts';
import { Fetches } from './capabilities/fetch/fetches.ts';
import type { Outside } from './capabilities/fetch/outside.ts';
import { Channel } from './channel.ts';
import { ProtocolError } from './check-message.ts';
import { type DatabaseMessage, Exchange } from './exchange.ts';
import { toProblemAnswer } from './plugin-problem.ts';
import {
  type Declared,
  type FetchMessage,
  type HostMessage,
  KIND_BODY,
  type SandboxMessage,
} from './protocol.ts';
import { asInProject } from './stack.ts';
import type { LogLine, PluginCall, Sandboxed } from './types.ts';

/** Messages without a request (logs and the like) a process may send in one second. */
const CHATTER_LIMIT = 20_000;

export type Log = (line: Omit<LogLine, 'time'>) => void;

export interface ConversationEvents {
  log: Log;
  started(declared: Declared): void;
  /** The process says itself why it ends, and is not listened to any more. */
  lastWords(reason: string): void;
  /** It broke the rules, or its statement met an error that is none of PostgreSQL. */
  broken(reason: string): void;
  /** Nothing is at work any more. */
  quiet(): void;
  pong(): void;
}

/** All that is said with one process: requests, lifecycle methods, and what belongs to them. */
export class Conversation {
  readonly #channel: Channel;
  readonly #fetches: Fetches;
  /** Plugin and version, for messages. */
  readonly #name: string;
  readonly #events: ConversationEvents;
  readonly #exchanges = new Map<number, Exchange>();
  /** Exchanges whose answer has begun in the frames at hand. */
  #unsettled: Exchange[] = [];
  #lastId = 0;
  #over: string | undefined;
  #started = false;
  #chatter = 0;
  #chatterSince = 0;

  constructor(
    socket: Socket,
    { plugin, version, network }: Sandboxed,
    outside: Outside,
    events: ConversationEvents,
  ) {
    this.#name = `${plugin} ${version}`;
    this.#events = events;
    this.#channel = new Channel(socket, {
      message: (message, size) => this.#receive(message, size),
      piece: (id, octets, kind) =>
        kind === KIND_BODY ? this.#receivePiece(id, octets) : this.#fetches.receivePiece(id, octets),
      settled: () => this.#settle(),
      broken: (reason) => events.broken(`it broke the rules of its channel: ${reason}`),
    });
    this.#fetches = new Fetches(this.#channel, network, outside);
  }

  get busy(): boolean {
    return this.#exchanges.size > 0;
  }

  get exchanges(): Iterable<Exchange> {
    return this.#exchanges.values();
  }

  send(message: HostMessage): void {
    this.#channel.send(message);
  }

  /** @param onBroken is called where the body that is sent along cannot be read to its end */
  request(
    call: PluginCall,
    database: RequestDatabase,
    onBroken: (exchange: Exchange, reason: unknown) => void,
  ): Exchange {
    const exchange = this.#begin(call.requestId, database);
    const { method, path, params, query, headers, user, body, route } = call;
    this.#channel.together(() => {
      this.#channel.send({
        type: 'request',
        id: exchange.id,
        handler: route.handler,
        method,
        path,
        params,
        query,
        headers,
        ...(user ? { user } : {}),
        body: body !== undefined,
      });
      if (body !== undefined) {
        exchange.sendBody(body).catch((reason: unknown) => onBroken(exchange, reason));
      }
    });
    return exchange;
  }

  lifecycle(method: string, from: string | undefined, database: RequestDatabase): Exchange {
    const exchange = this.#begin(undefined, database);
    this.#channel.send({ type: 'lifecycle', id: exchange.id, method, ...(from ? { from } : {}) });
    return exchange;
  }

  /** The process is gone: whatever it worked on, and will be asked for, fails. */
  end(reason: string): void {
    this.#over = reason;
    for (const exchange of this.#exchanges.values()) {
      const code = exchange.requestId === undefined ? 'lifecycle_failed' : 'plugin_failed';
      exchange.fail(new PlexicaError(code, `The process of ${this.#name} is gone: ${reason}.`));
    }
    this.#exchanges.clear();
    this.#fetches.close();
  }

  close(): void {
    this.#channel.close();
  }

  #begin(requestId: string | undefined, database: RequestDatabase): Exchange {
    this.#lastId += 1;
    const exchange = new Exchange(this.#lastId, requestId, database, {
      channel: this.#channel,
      fetches: this.#fetches,
    });
    this.#exchanges.set(exchange.id, exchange);
    if (this.#over !== undefined) this.end(this.#over);
    return exchange;
  }

  #receive(message: SandboxMessage, size: number): void {
    switch (message.type) {
      case 'started':
        // Each would be work that no limit counts.
        if (this.#started) throw new ProtocolError('a second started message');
        this.#started = true;
        this.#events.started(message);
        break;
      case 'unusable':
        this.#write(message.stack || message.message);
        this.#events.lastWords(`it could not be loaded: ${asInProject(message.stack || message.message)}`);
        break;
      case 'crash':
        this.#write(message.stack || message.message);
        this.#events.lastWords(`an error that nothing caught ended it: ${message.message}`);
        break;
      case 'response':
      case 'problem':
      case 'failed':
      case 'done':
        this.#receiveAnswer(message, this.#find(message.id));
        break;
      case 'statement':
      case 'begin':
      case 'commit':
      case 'rollback':
        this.#serve(message, size);
        break;
      case 'fetch':
        this.#fetch(message, size);
        break;
      case 'fetch-credit':
        this.#countChatter();
        this.#fetches.receiveCredit(message.call, message.pieces);
        break;
      case 'fetch-cancel':
        this.#countChatter();
        this.#fetches.cancel(message.call);
        break;
      case 'credit':
        this.#countChatter();
        this.#exchanges.get(message.id)?.receiveCredit(message.pieces);
        break;
      case 'log':
        this.#countChatter();
        this.#receiveLog(message);
        break;
      case 'pong':
        this.#countChatter();
        this.#events.pong();
        break;
      default:
    }
  }

  #receiveAnswer(
    message: Extract<SandboxMessage, { type: 'response' | 'problem' | 'failed' | 'done' }>,
    exchange: Exchange,
  ): void {
    switch (message.type) {
      case 'response':
        this.#unsettled.push(exchange);
        if (!exchange.receiveResponse(message)) return;
        break;
      case 'problem':
        if (exchange.answered) throw new ProtocolError('a problem after the answer');
        exchange.resolveWith(toProblemAnswer(message, exchange.requestId));
        break;
      case 'failed':
        this.#write(message.stack || message.message, exchange.requestId);
        exchange.fail(this.#failedBy(exchange, message.message));
        break;
      default:
    }
    this.#end(exchange);
  }

  #receivePiece(id: number, octets: Buffer): void {
    const exchange = this.#find(id);
    if (exchange.receivePiece(octets)) this.#end(exchange);
  }

  #settle(): void {
    const unsettled = this.#unsettled;
    if (unsettled.length === 0) return;
    this.#unsettled = [];
    for (const exchange of unsettled) exchange.settle();
  }

  #serve(message: DatabaseMessage, size: number): void {
    const exchange = this.#exchanges.get(message.id);
    if (exchange) {
      exchange.serve(message, size).catch((error: unknown) => {
        this.#events.broken(`its statement met an error of the host: ${String(error)}`);
      });
    } else if (message.id <= this.#lastId && message.id > 0) {
      const error = { message: 'The request has ended.', sqlstate: '25P01' };
      this.#channel.send({ type: 'refused', call: message.call, error });
    } else {
      throw new ProtocolError('a statement for a request that was never made');
    }
  }

  #fetch(message: FetchMessage, size: number): void {
    const exchange = this.#exchanges.get(message.id);
    let refused: string | undefined;
    if (exchange === undefined || exchange.abandoned) refused = 'the request has ended.';
    else if (exchange.requestId === undefined) refused = 'lifecycle methods have none.';
    this.#fetches.begin(message, size, refused);
  }

  #receiveLog({ id, level, message, details }: Extract<SandboxMessage, { type: 'log' }>): void {
    let parsed: unknown;
    try {
      parsed = details === '' ? undefined : JSON.parse(details);
    } catch {
      throw new ProtocolError('a log line whose details are no JSON');
    }
    const object = typeof parsed === 'object' && parsed !== null ? parsed : undefined;
    const requestId = this.#exchanges.get(id)?.requestId;
    this.#events.log({ level, message, details: object as Record<string, unknown> | undefined, requestId });
  }

  #write(message: string, requestId?: string): void {
    this.#events.log({ level: 'error', message: asInProject(message), details: undefined, requestId });
  }

  #find(id: number): Exchange {
    const exchange = this.#exchanges.get(id);
    if (!exchange) throw new ProtocolError('an answer to a request that was not made');
    return exchange;
  }

  /** The process has ended its work on it. */
  #end(exchange: Exchange): void {
    this.#exchanges.delete(exchange.id);
    exchange.finish();
    if (!this.busy) this.#events.quiet();
  }

  #failedBy(exchange: Exchange, reason: string): PlexicaError {
    const { unavailable } = exchange.database;
    if (unavailable) return unavailable;
    if (exchange.requestId === undefined) return new PlexicaError('lifecycle_failed', reason);
    return new PlexicaError('plugin_failed', `${this.#name} met an error and could not answer.`, {
      cause: new Error(reason),
    });
  }

  #countChatter(): void {
    const now = Date.now();
    if (now - this.#chatterSince > 1000) {
      this.#chatterSince = now;
      this.#chatter = 0;
    }
    this.#chatter += 1;
    if (this.#chatter > CHATTER_LIMIT) throw new ProtocolError('more messages than anybody can read');
  }
}
