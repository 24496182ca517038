import type { Socket } from 'node:net';
import { PlexicaError } from '@plexica/sdk/errors';
import { Calls } from './calls.ts';
import type { Capability } from '../capabilities/capability.ts';
import { Channel } from './channel.ts';
import { ProtocolError, messageReader } from './check-message.ts';
import { Exchange, type Purpose } from './exchange.ts';
import { toProblemAnswer } from './plugin-problem.ts';
import {
  type CallMessage,
  type Declared,
  type HostMessage,
  KIND_BODY,
  type SandboxMessage,
} from './protocol.ts';
import { asInProject } from './stack.ts';
import type { LogLine, PluginCall, Sandboxed } from '../types.ts';

/** Messages without a request (logs and the like) a process may send in one second. */
const CHATTER_LIMIT = 20_000;

export type Log = (line: Omit<LogLine, 'time'>) => void;

export interface ConversationEvents {
  log: Log;
  started(declared: Declared): void;
  /** The process reported why it ends. Nothing more is read from it. */
  lastWords(reason: string): void;
  /** It violated the protocol, or a call of it caused an error in the host. */
  broken(reason: string): void;
  /** No request is running any more. */
  quiet(): void;
  pong(): void;
}

/** The conversation with one process: requests, lifecycle methods, and everything that belongs to them. */
export class Conversation {
  readonly #channel: Channel;
  readonly #calls: Calls;
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
    target: Sandboxed,
    capabilities: readonly Capability[],
    events: ConversationEvents,
  ) {
    this.#name = `${target.plugin} ${target.version}`;
    this.#events = events;
    const checks = new Map(capabilities.map(({ name, check }) => [name, check]));
    this.#channel = new Channel(socket, messageReader(checks), {
      message: (message, size) => this.#receive(message, size),
      piece: (id, octets, kind) =>
        kind === KIND_BODY ? this.#receivePiece(id, octets) : this.#calls.receivePiece(id, octets),
      settled: () => this.#settle(),
      broken: (reason) => this.#breakRules(reason),
    });
    this.#calls = new Calls(this.#channel, capabilities, target, ({ to }, error) => {
      if (error instanceof ProtocolError) this.#breakRules(error.message);
      else events.broken(`its call to ${to} failed with an internal error of the host: ${String(error)}`);
    });
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
  request(call: PluginCall, onBroken: (exchange: Exchange, reason: unknown) => void): Exchange {
    const exchange = this.#begin({
      requestId: call.requestId,
      workspace: call.workspace?.id,
      transaction: undefined,
    });
    const { method, path, params, query, headers, user, workspace, body, route } = call;
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
        ...(workspace ? { workspace } : {}),
        body: body !== undefined,
      });
      if (body !== undefined) {
        exchange.sendBody(body).catch((reason: unknown) => onBroken(exchange, reason));
      }
    });
    return exchange;
  }

  lifecycle(method: string, from: string | undefined, transaction: Purpose['transaction']): Exchange {
    const exchange = this.#begin({ requestId: undefined, workspace: undefined, transaction });
    this.#channel.send({ type: 'lifecycle', id: exchange.id, method, ...(from ? { from } : {}) });
    return exchange;
  }

  /** The process has ended: all its requests fail, now and later. */
  end(reason: string): void {
    this.#over = reason;
    for (const exchange of this.#exchanges.values()) {
      const code = exchange.requestId === undefined ? 'lifecycle_failed' : 'plugin_failed';
      exchange.fail(new PlexicaError(code, `The process of ${this.#name} has ended: ${reason}.`));
    }
    this.#exchanges.clear();
    this.#calls.close();
  }

  close(): void {
    this.#channel.close();
  }

  #begin(purpose: Purpose): Exchange {
    this.#lastId += 1;
    const exchange = new Exchange(this.#lastId, purpose, this.#channel);
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
        this.#events.lastWords(`an uncaught error ended it: ${message.message}`);
        break;
      case 'response':
      case 'problem':
      case 'failed':
      case 'done':
        this.#receiveAnswer(message, this.#find(message.id));
        break;
      case 'call':
        this.#calls.begin(message, size, this.#findAsking(message));
        break;
      case 'call-credit':
        this.#countChatter();
        this.#calls.receiveCredit(message.call, message.pieces);
        break;
      case 'call-cancel':
        this.#countChatter();
        this.#calls.cancel(message.call);
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

  /** @returns `undefined` if it has ended */
  #findAsking({ id }: CallMessage): Exchange | undefined {
    const exchange = this.#exchanges.get(id);
    if (exchange === undefined && (id === 0 || id > this.#lastId)) {
      throw new ProtocolError('a call for a request that does not exist');
    }
    return exchange?.abandoned ? undefined : exchange;
  }

  #receiveLog({ id, level, message, details }: Extract<SandboxMessage, { type: 'log' }>): void {
    let parsed: unknown;
    try {
      parsed = details === '' ? undefined : JSON.parse(details);
    } catch {
      throw new ProtocolError('a log line with details that are not JSON');
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
    if (!exchange) throw new ProtocolError('an answer to a request that does not exist');
    return exchange;
  }

  /** The process has finished it. */
  #end(exchange: Exchange): void {
    this.#exchanges.delete(exchange.id);
    exchange.finish();
    if (!this.busy) this.#events.quiet();
  }

  #failedBy(exchange: Exchange, reason: string): PlexicaError {
    if (exchange.excuse) return exchange.excuse;
    if (exchange.requestId === undefined) return new PlexicaError('lifecycle_failed', reason);
    return new PlexicaError('plugin_failed', `${this.#name} failed with an error.`, {
      cause: new Error(reason),
    });
  }

  #breakRules(reason: string): void {
    this.#events.broken(`it violated the channel protocol: ${reason}`);
  }

  #countChatter(): void {
    const now = Date.now();
    if (now - this.#chatterSince > 1000) {
      this.#chatterSince = now;
      this.#chatter = 0;
    }
    this.#chatter += 1;
    if (this.#chatter > CHATTER_LIMIT) throw new ProtocolError('too many messages');
  }
}
