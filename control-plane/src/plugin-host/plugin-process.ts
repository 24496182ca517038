import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RequestDatabase } from './capabilities/database.ts';
import { Channel } from './channel.ts';
import { ProtocolError } from './check-message.ts';
import { type DatabaseMessage, Exchange } from './exchange.ts';
import { OutputLines } from './output-lines.ts';
import { toProblemAnswer } from './plugin-problem.ts';
import { type Declared, PROTOCOL, type SandboxMessage } from './protocol.ts';
import { residentOctets } from './resident-size.ts';
import type { Sandbox } from './sandbox.ts';
import { asInProject } from './stack.ts';
import type { LogLine, PluginAnswer, PluginCall, Sandboxed } from './types.ts';

/** Milliseconds. */
const START_TIMEOUT = 10_000;
const ROUTE_TIMEOUT = 10_000;
const LIFECYCLE_TIMEOUT = 20_000;
const STANDSTILL_TIMEOUT = 60_000;
const PONG_TIMEOUT = 1000;
const DRAIN_TIMEOUT = 10_000;
/** Octets of memory, the part of Node that all processes share included. */
const RESIDENT_LIMIT = 320 * 1024 * 1024;
/** Requests that a process may leave unfinished after their callers have gone. */
const ABANDONED_LIMIT = 100;
/** Messages without a request (logs and the like) a process may send in one second. */
const CHATTER_LIMIT = 20_000;

export type Log = (line: Omit<LogLine, 'time'>) => void;

/** Why a process is no more; `failure` is missing where it was asked to end. */
export interface Ending {
  failure: string | undefined;
}

/** One sandboxed process with one bundle loaded. */
export class PluginProcess {
  readonly target: Sandboxed;
  /** Rejected with the reason when the bundle cannot be loaded. */
  readonly started: Promise<Declared>;
  readonly ended: Promise<Ending>;
  readonly startedAt = Date.now();
  usedAt = Date.now();
  /** `started` is resolved. */
  ready = false;
  readonly #child: ChildProcess;
  readonly #channel: Channel;
  readonly #log: Log;
  readonly #exchanges = new Map<number, Exchange>();
  /** Exchanges whose answer has begun in the frames at hand. */
  #unsettled: Exchange[] = [];
  #lastId = 0;
  #retired = false;
  #gone = false;
  #failure: string | undefined;
  #onStarted!: { resolve: (declared: Declared) => void; reject: (error: Error) => void };
  #onPong: (() => void) | undefined;
  #chatter = 0;
  #chatterSince = 0;

  constructor(target: Sandboxed, sandbox: Sandbox, log: Log) {
    this.target = target;
    this.#log = log;
    this.started = new Promise((resolve, reject) => {
      this.#onStarted = { resolve, reject };
    });
    this.started.catch(() => undefined);
    const { child, entry } = sandbox.start(target.bundle);
    this.#child = child;
    this.#channel = new Channel(child.stdio[3] as Socket, {
      message: (message, size) => this.#receive(message, size),
      piece: (id, octets) => this.#receivePiece(id, octets),
      settled: () => this.#settle(),
      broken: (reason) => this.kill(`it broke the rules of its channel: ${reason}`),
    });
    const output = new OutputLines(child, (level, message) => this.#write(level, message));
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => this.kill(`it could not be started: ${error.message}`));
      child.on('close', (code, signal) => {
        this.#gone = true;
        this.ready = false;
        this.#failure ??=
          output.fatal ?? (this.#retired ? undefined : `it ended by itself (${signal ?? code})`);
        this.#abandonAll();
        resolve({ failure: this.#failure });
      });
    });
    const timer = setTimeout(() => this.kill('it did not start within 10 seconds'), START_TIMEOUT);
    void this.started.catch(() => undefined).finally(() => clearTimeout(timer));
    this.#channel.send({
      type: 'start',
      protocol: PROTOCOL,
      entry,
      tenant: target.tenant,
      config: target.config,
    });
  }

  /** It is ending, or it has ended. */
  get leaving(): boolean {
    return this.#gone || this.#retired;
  }

  get busy(): boolean {
    return this.#exchanges.size > 0;
  }

  /** @throws PlexicaError `plugin_failed`, `plugin_timeout`, `plugin_unavailable` */
  async call(call: PluginCall, database: RequestDatabase): Promise<PluginAnswer> {
    const exchange = this.#begin(call.requestId, database);
    const stop = (reason: unknown) => {
      const gone = new PlexicaError('interrupted', 'The caller has gone away.');
      exchange.fail(reason instanceof PlexicaError ? reason : gone);
      exchange.abandon();
    };
    const abort = () => stop(undefined);
    if (call.signal.aborted) abort();
    else call.signal.addEventListener('abort', abort);
    const timer = setTimeout(() => this.#timeOut(exchange, call), ROUTE_TIMEOUT);
    const { id } = exchange;
    const { method, path, params, query, headers, user, body } = call;
    this.#channel.together(() => {
      this.#channel.send({
        type: 'request',
        id,
        handler: call.route.handler,
        method,
        path,
        params,
        query,
        headers,
        ...(user ? { user } : {}),
        body: body !== undefined,
      });
      if (body !== undefined) exchange.sendBody(body).catch(stop);
    });
    try {
      return await exchange.answer;
    } finally {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', abort);
    }
  }

  /** @throws PlexicaError `lifecycle_failed` */
  async lifecycle(method: string, from: string | undefined, database: RequestDatabase): Promise<void> {
    const exchange = this.#begin(undefined, database);
    const timer = setTimeout(
      () => this.kill(`${method} took longer than ${LIFECYCLE_TIMEOUT / 1000} seconds`),
      LIFECYCLE_TIMEOUT,
    );
    this.#channel.send({ type: 'lifecycle', id: exchange.id, method, ...(from ? { from } : {}) });
    try {
      await exchange.answer;
    } catch (error) {
      const { message } = error as Error;
      throw new PlexicaError('lifecycle_failed', `${method} of ${this.#name}: ${message}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes nothing new, ends once the requests at work are answered. */
  async retire(): Promise<void> {
    this.#retired = true;
    const timer = setTimeout(() => this.kill(), DRAIN_TIMEOUT);
    if (!this.busy) this.kill();
    await this.ended;
    clearTimeout(timer);
  }

  /** @param failure why, where it is the plugin's fault */
  kill(failure?: string): void {
    if (this.#gone) return;
    this.#failure ??= failure;
    this.#retired = true;
    this.ready = false;
    this.#child.kill('SIGKILL');
    this.#channel.close();
  }

  /** Looks after it; called about once a second. */
  watch(now: number): void {
    if (this.#gone) return;
    const resident = residentOctets(this.#child.pid as number);
    if (resident > RESIDENT_LIMIT) {
      this.kill(`it used ${Math.round(resident / 1024 / 1024)} MiB of memory; at most 320 MiB are allowed`);
      return;
    }
    let abandoned = 0;
    for (const exchange of this.#exchanges.values()) {
      if (exchange.abandoned) abandoned += 1;
      else if (exchange.answered && now - exchange.movedAt > STANDSTILL_TIMEOUT) {
        exchange.fail(
          new PlexicaError('plugin_timeout', `The answer of ${this.#name} stood still for a minute.`),
        );
        exchange.abandon();
      }
    }
    if (abandoned > ABANDONED_LIMIT)
      this.kill(`it left ${abandoned} requests unfinished after their callers had gone`);
  }

  get #name(): string {
    return `${this.target.plugin} ${this.target.version}`;
  }

  #begin(requestId: string | undefined, database: RequestDatabase): Exchange {
    this.#lastId += 1;
    this.usedAt = Date.now();
    const exchange = new Exchange(this.#lastId, requestId, database, this.#channel);
    this.#exchanges.set(exchange.id, exchange);
    if (this.#gone) this.#abandonAll();
    return exchange;
  }

  #receive(message: SandboxMessage, size: number): void {
    switch (message.type) {
      case 'started':
        this.ready = true;
        this.#onStarted.resolve(message);
        break;
      case 'unusable':
        this.#failure ??= `it could not be loaded: ${message.message}`;
        this.#write('error', message.stack || message.message);
        this.#onStarted.reject(new Error(asInProject(message.stack || message.message)));
        break;
      case 'response': {
        const exchange = this.#find(message.id);
        const done = exchange.receiveResponse(message);
        this.#unsettled.push(exchange);
        if (done) this.#end(exchange);
        break;
      }
      case 'problem': {
        const exchange = this.#find(message.id);
        if (exchange.answered) throw new ProtocolError('a problem after the answer');
        exchange.resolveWith(toProblemAnswer(message, exchange.requestId));
        this.#end(exchange);
        break;
      }
      case 'failed': {
        const exchange = this.#find(message.id);
        this.#write('error', message.stack || message.message, exchange.requestId);
        exchange.fail(this.#failedBy(exchange, message.message));
        this.#end(exchange);
        break;
      }
      case 'done': {
        const exchange = this.#find(message.id);
        this.#end(exchange);
        break;
      }
      case 'statement':
      case 'begin':
      case 'commit':
      case 'rollback':
        this.#serve(message, size);
        break;
      case 'credit':
        this.#countChatter();
        this.#exchanges.get(message.id)?.receiveCredit(message.pieces);
        break;
      case 'log':
        this.#countChatter();
        this.#receiveLog(message);
        break;
      case 'crash':
        this.#failure ??= `an error that nothing caught ended it: ${message.message}`;
        this.#write('error', message.stack || message.message);
        break;
      case 'pong':
        this.#countChatter();
        this.#onPong?.();
        break;
      default:
    }
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
        this.kill(`its statement met an error of the host: ${String(error)}`);
      });
    } else if (message.id <= this.#lastId && message.id > 0) {
      const error = { message: 'The request has ended.', sqlstate: '25P01' };
      this.#channel.send({ type: 'refused', call: message.call, error });
    } else {
      throw new ProtocolError('a statement for a request that was never made');
    }
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
    this.#log({ level, message, details: object as Record<string, unknown> | undefined, requestId });
  }

  #write(level: LogLine['level'], message: string, requestId?: string): void {
    this.#log({ level, message: asInProject(message), details: undefined, requestId });
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
    if (this.#retired && !this.busy) {
      // What it sent last is handed over first.
      setImmediate(() => this.kill());
    }
  }

  #failedBy(exchange: Exchange, reason: string): PlexicaError {
    const { unavailable } = exchange.database;
    if (unavailable) return unavailable;
    if (exchange.requestId === undefined) return new PlexicaError('lifecycle_failed', reason);
    return new PlexicaError('plugin_failed', `${this.#name} met an error and could not answer.`, {
      cause: new Error(reason),
    });
  }

  #timeOut(exchange: Exchange, call: PluginCall): void {
    const { method, path } = call.route;
    exchange.fail(
      new PlexicaError(
        'plugin_timeout',
        `${method} ${path} of ${this.#name} gave no answer within 10 seconds.`,
      ),
    );
    exchange.abandon();
    // A process that turns its event loop can go on with its other requests.
    const timer = setTimeout(() => this.kill('it was busy without end and answered nothing'), PONG_TIMEOUT);
    this.#onPong = () => clearTimeout(timer);
    void this.ended.then(() => clearTimeout(timer));
    this.#channel.send({ type: 'ping' });
  }

  #abandonAll(): void {
    const reason = this.#failure ?? 'it was ended';
    this.#onStarted.reject(new Error(reason));
    for (const exchange of this.#exchanges.values()) {
      const code = exchange.requestId === undefined ? 'lifecycle_failed' : 'plugin_failed';
      exchange.fail(new PlexicaError(code, `The process of ${this.#name} is gone: ${reason}.`));
    }
    this.#exchanges.clear();
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
