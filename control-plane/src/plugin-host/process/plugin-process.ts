import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Capability } from '../capabilities/capability.ts';
import { codeRefused } from '../sandbox/code-generation.ts';
import { Conversation, type Log } from '../channel/conversation.ts';
import type { Exchange } from '../channel/exchange.ts';
import { MEMORY_LIMIT, type TimeLimits } from '../limits.ts';
import { OutputLines } from './output-lines.ts';
import { Deadline, type Spent, overloadText } from '../../processes/deadline.ts';
import { inSeconds } from '../../processes/in-seconds.ts';
import { Priority } from '../../processes/priority.ts';
import { type Declared, PROTOCOL } from '../channel/protocol.ts';
import { inMiB, residentOctets } from './resident-size.ts';
import type { SandboxGroup } from '../sandbox/sandbox-groups.ts';
import { killSandbox } from '../sandbox/sandbox-process.ts';
import type { Started } from '../sandbox/sandbox.ts';
import type { PluginAnswer, PluginCall, Sandboxed } from '../types.ts';

/** Milliseconds. */
const STANDSTILL_TIMEOUT = 60_000;
const REPLACED_PAUSE = 500;
/** Limit of requests that a process leaves unfinished after their callers disconnected. */
const ABANDONED_LIMIT = 100;

/** Seconds after which callers can retry on an overloaded machine. */
const OVERLOAD_PAUSE = 5;

/** Why a process has ended. */
export interface Ending {
  /** Its failure. Absent if its end was requested or `excuse` explains it. */
  failure: string | undefined;
  excuse: string | undefined;
}

/** One sandboxed process with one bundle loaded. */
export class PluginProcess {
  readonly target: Sandboxed;
  /** Rejects with the reason if the bundle cannot be loaded. */
  readonly started: Promise<Declared>;
  readonly ended: Promise<Ending>;
  readonly startedAt = Date.now();
  usedAt = Date.now();
  /** Whether `started` has resolved and the process accepts requests. */
  ready = false;
  readonly #child: ChildProcess;
  readonly #codeRefused: string | undefined;
  readonly #group: SandboxGroup | undefined;
  readonly #priority: Priority;
  readonly #times: TimeLimits;
  readonly #conversation: Conversation;
  #retired = false;
  #gone = false;
  #failure: string | undefined;
  /** Why it was ended without having failed. */
  #excuse: PlexicaError | undefined;
  #onStarted!: { resolve: (declared: Declared) => void; reject: (error: Error) => void };
  #ping: Deadline | undefined;

  constructor(
    target: Sandboxed,
    { child, entry, group, walls }: Started,
    capabilities: readonly Capability[],
    times: TimeLimits,
    log: Log,
  ) {
    this.target = target;
    this.#times = times;
    this.#codeRefused = codeRefused(target.codeGeneration, walls);
    this.started = new Promise((resolve, reject) => {
      this.#onStarted = { resolve, reject };
    });
    this.#child = child;
    this.#group = group;
    this.#priority = new Priority(child.pid as number);
    this.#conversation = new Conversation(child.stdio[3] as Socket, target, capabilities, {
      log,
      started: (declared) => {
        this.ready = !this.#retired;
        this.#lower();
        this.#priority.look(Date.now());
        this.#onStarted.resolve(declared);
      },
      lastWords: (reason) => this.kill(reason),
      broken: (reason) => this.kill(reason),
      // Its last messages are delivered first.
      quiet: () => this.#retired && setImmediate(() => this.kill()),
      pong: () => this.#stopPing(),
    });
    const output = new OutputLines(child, (level, message) =>
      log({ level, message, details: undefined, requestId: undefined }),
    );
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => this.kill(`it could not be started: ${error.message}`));
      child.on('close', (code, signal) => {
        this.#failure ??=
          this.#outOfMemory() ??
          output.fatal ??
          (this.#retired ? undefined : `it exited (${signal ?? code})`);
        // Count the failure before its requests fail, because their callers may retry at once.
        resolve({ failure: this.#failure, excuse: this.#excuse?.message });
        this.#end(this.#failure ?? 'it was ended');
      });
    });
    const { start, longest } = times;
    const deadline = new Deadline(child.pid as number, {
      limit: start,
      longest,
      tree: true,
      onLate: (overload) => {
        if (overload) this.#excuseBy(overload, `${this.#name} did not start`);
        else this.kill(`it did not start within ${inSeconds(start)}`);
      },
    });
    // Callers receive the rejection. Without a caller it must not be unhandled.
    void this.started.catch(() => undefined).finally(() => deadline.clear());
    void this.#load(entry);
  }

  /** Whether it is ending or has ended. */
  get leaving(): boolean {
    return this.#gone || this.#retired;
  }

  get busy(): boolean {
    return this.#conversation.busy;
  }

  /** @throws PlexicaError `plugin_failed`, `plugin_timeout`, `plugin_unavailable`, `machine_overloaded`, `interrupted` */
  async call(call: PluginCall): Promise<PluginAnswer> {
    this.usedAt = Date.now();
    const exchange = this.#conversation.request(call, stop);
    const abort = () => stop(exchange, undefined);
    if (call.signal.aborted) abort();
    else call.signal.addEventListener('abort', abort);
    const deadline = new Deadline(this.#priority.pid, {
      limit: this.#times.route,
      longest: this.#times.longest,
      // Asking the kernel for each request would take too long.
      since: this.#priority.use,
      onLate: (overload) => this.#timeOut(exchange, call, overload),
    });
    try {
      return await exchange.answer;
    } finally {
      deadline.clear();
      call.signal.removeEventListener('abort', abort);
    }
  }

  /**
   * @param transaction the open transaction of the operation
   * @throws PlexicaError `lifecycle_failed`, `machine_overloaded`
   */
  async lifecycle(method: string, from: string | undefined, transaction?: ClientBase): Promise<void> {
    const exchange = this.#conversation.lifecycle(method, from, transaction);
    const { lifecycle: limit, longest } = this.#times;
    const deadline = new Deadline(this.#priority.pid, {
      limit,
      longest,
      onLate: (overload) => {
        if (overload) this.#excuseBy(overload, `${method} of ${this.#name} did not end`);
        else this.kill(`${method} took longer than ${inSeconds(limit)}`);
      },
    });
    try {
      await exchange.answer;
    } catch (error) {
      if (this.#excuse) throw this.#excuse;
      const { message } = error as Error;
      throw new PlexicaError('lifecycle_failed', `${method} of ${this.#name}: ${message}`, { cause: error });
    } finally {
      deadline.clear();
    }
  }

  /** Accepts no more requests and ends when the running ones are answered. */
  async retire(): Promise<void> {
    this.#retired = true;
    const timer = setTimeout(() => this.kill(), this.#times.drain);
    if (!this.busy) this.kill();
    // A process in an endless loop never answers.
    else this.#askForLife();
    await this.ended;
    clearTimeout(timer);
  }

  /**
   * As {@link retire}, but half a second later if it is idle: ending a process uses the processors for milliseconds
   * while its successor answers its first request.
   */
  async giveWay(): Promise<void> {
    this.#retired = true;
    await Promise.race([this.ended, sleep(REPLACED_PAUSE, undefined, { ref: false })]);
    await this.retire();
  }

  /** @param failure reason, if it is the fault of the plugin */
  kill(failure?: string): void {
    if (this.#gone) return;
    this.#failure ??= failure;
    this.#retired = true;
    this.ready = false;
    killSandbox(this.#child);
    this.#conversation.close();
  }

  /** Lowers its priority if it never rests. Called about ten times a second. */
  watchWork(now: number): void {
    if (!this.#gone && this.busy) this.#priority.look(now);
  }

  /** Checks its limits. Called about once a second. */
  watch(now: number): void {
    if (this.#gone) return;
    // With a control group, the kernel does this immediately.
    const resident = this.#group ? 0 : residentOctets(this.#child.pid as number);
    if (resident > MEMORY_LIMIT) {
      this.kill(`it used ${inMiB(resident)} of memory; the limit is ${inMiB(MEMORY_LIMIT)}`);
      return;
    }
    // A bundle may loop while it is loaded; until then the session may also still be that of bubblewrap.
    if (!this.ready) this.#priority.lower();
    if (!this.busy) this.#priority.look(now);
    let abandoned = 0;
    for (const exchange of this.#conversation.exchanges) {
      if (exchange.abandoned) abandoned += 1;
      else if (exchange.answered && now - exchange.movedAt > STANDSTILL_TIMEOUT) {
        exchange.fail(
          new PlexicaError('plugin_timeout', `The answer of ${this.#name} made no progress for one minute.`),
        );
        exchange.abandon();
      }
    }
    if (abandoned > ABANDONED_LIMIT)
      this.kill(`it did not finish ${abandoned} requests after their callers disconnected`);
  }

  /** Loads the bundle once every limit is in effect. */
  async #load(entry: string): Promise<void> {
    try {
      await this.#group?.joined;
    } catch (error) {
      this.kill(`its limits could not be set: ${(error as Error).message}`);
      return;
    }
    const { tenant, config } = this.target;
    this.#conversation.send({
      type: 'start',
      protocol: PROTOCOL,
      entry,
      tenant,
      config,
      ...(this.#codeRefused !== undefined && { codeRefused: this.#codeRefused }),
    });
  }

  #outOfMemory(): string | undefined {
    return this.#group?.ranOutOfMemory()
      ? `it exceeded its limit of ${inMiB(MEMORY_LIMIT)} of memory`
      : undefined;
  }

  get #name(): string {
    return `${this.target.plugin} ${this.target.version}`;
  }

  #timeOut(exchange: Exchange, call: PluginCall, overload: Spent | undefined): void {
    const { method, path } = call.route;
    const what = `${method} ${path} of ${this.#name} did not answer`;
    exchange.fail(
      overload
        ? overloaded(what, overload)
        : new PlexicaError('plugin_timeout', `${what} within ${inSeconds(this.#times.route)}.`),
    );
    exchange.abandon();
    // A process with a running event loop can continue its other requests.
    this.#askForLife();
  }

  /** If the kernel has just accepted such a change from this user, for any process, this one is retried later. */
  #lower(): void {
    if (this.#gone || this.#priority.lower()) return;
    setTimeout(() => this.#lower(), 100 + Math.random() * 900).unref();
  }

  /** Ends it without counting a failure of the plugin. */
  #excuseBy(overload: Spent, what: string): void {
    this.#excuse ??= overloaded(what, overload);
    this.kill();
  }

  #askForLife(): void {
    this.#ping ??= new Deadline(this.#priority.pid, {
      limit: this.#times.pong,
      // No caller waits: it continues until the use of its processor time is clear.
      longest: Infinity,
      onLate: () => this.kill('its event loop was blocked and it did not respond'),
    });
    this.#conversation.send({ type: 'ping' });
  }

  #stopPing(): void {
    this.#ping?.clear();
    this.#ping = undefined;
  }

  #end(reason: string): void {
    this.#gone = true;
    this.ready = false;
    this.#stopPing();
    this.#onStarted.reject(this.#excuse ?? new Error(reason));
    this.#conversation.end(reason);
  }
}

function stop(exchange: Exchange, reason: unknown): void {
  const gone = new PlexicaError('interrupted', 'The caller disconnected.');
  exchange.fail(reason instanceof PlexicaError ? reason : gone);
  exchange.abandon();
}

function overloaded(what: string, spent: Spent): PlexicaError {
  return new PlexicaError('machine_overloaded', `${what} ${overloadText(spent)}.`, {
    retryAfter: OVERLOAD_PAUSE,
  });
}
