import type pg from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import { Connections } from './capabilities/connections.ts';
import { RequestDatabase, type Source } from './capabilities/database.ts';
import { type Outside, type Resolve, outside, resolveByDns } from './capabilities/fetch/outside.ts';
import { startParser } from './capabilities/parser.ts';
import { LogGate } from './log-gate.ts';
import { PluginProcess } from './plugin-process.ts';
import { type Sandbox, prepareSandbox } from './sandbox.ts';
import { type Isolation, requireTrust } from './trust.ts';
import type { LogLine, PluginAnswer, PluginCall, Sandboxed } from './types.ts';

export type LifecycleMethod = 'onInstall' | 'onActivate' | 'onDeactivate' | 'onUpdate' | 'onUninstall';

export interface PluginHostOptions extends Isolation {
  /** Absolute folder that the user `nobody` can enter; the sandbox's own files are kept there. */
  shared: string;
  /** How to connect as the run-time role of an installation. */
  connect: (installation: number) => pg.ClientConfig;
  /** Connections to the database at a time, of all installations. */
  connections: number;
  /** Addresses and CIDR blocks that `ctx.fetch` may reach although they are not of the public internet. */
  fetchPrivate: readonly string[];
  /** How `ctx.fetch` finds the addresses of a host; by DNS if absent. */
  resolve?: Resolve;
  onLog: (target: Sandboxed, line: LogLine) => void;
}

/** Milliseconds without a request after which a process is ended. */
const IDLE = 5 * 60_000;
/** Milliseconds a process must have lived for its failures to be forgotten. */
const HEALTHY = 60_000;
const LONGEST_PAUSE = 30_000;

interface Failures {
  count: number;
  last: string;
  /** Time before which it is not started again. */
  until: number;
}

/** Runs the plugins of all installations, each in a process of its own. */
export class PluginHost {
  readonly #options: PluginHostOptions;
  readonly #connections: Connections;
  readonly #outside: Outside;
  readonly #processes = new Map<number, PluginProcess>();
  readonly #all = new Set<PluginProcess>();
  readonly #failures = new Map<number, Failures>();
  readonly #watch: NodeJS.Timeout;
  #sandbox: Promise<Sandbox> | undefined;
  #closed = false;

  constructor(options: PluginHostOptions) {
    this.#options = options;
    this.#connections = new Connections(options.connect, options.connections);
    this.#outside = outside(options.fetchPrivate, options.resolve ?? resolveByDns);
    this.#watch = setInterval(() => this.#look(Date.now()), 1000);
    this.#watch.unref();
    startParser();
  }

  /**
   * Has a request answered by the installation's process, which is started where none runs.
   *
   * @throws PlexicaError `plugin_failed`, `plugin_timeout`, `plugin_unavailable`, `database_unavailable`, `trust_needed`
   */
  async call(target: Sandboxed, call: PluginCall): Promise<PluginAnswer> {
    this.#requireTrust(target);
    const process = this.#current(target) ?? (await this.#start(target));
    const source: Source = { connections: this.#connections, installation: target.installation };
    return process.call(call, new RequestDatabase(source));
  }

  /**
   * Runs a lifecycle method in a process made for it, so that an update tries its new code while the old one serves.
   *
   * @param options.connection the open transaction of the operation, whose `ctx.db` it becomes; without it the method
   * runs as requests do
   * @param options.from for `onUpdate`, the version before
   * @throws PlexicaError `lifecycle_failed` with the plugin's own error, `trust_needed`
   */
  async lifecycle(
    target: Sandboxed,
    method: LifecycleMethod,
    options: { connection?: pg.ClientBase; from?: string } = {},
  ): Promise<void> {
    const { connection, from } = options;
    const process = this.#spawn(target, await this.#prepare());
    try {
      await process.started;
    } catch (error) {
      const { message } = error as Error;
      throw new PlexicaError(
        'lifecycle_failed',
        `${target.plugin} ${target.version} does not run: ${message}`,
      );
    }
    const source: Source = connection
      ? { transaction: connection }
      : { connections: this.#connections, installation: target.installation };
    try {
      await process.lifecycle(method, from, new RequestDatabase(source));
    } finally {
      process.kill();
    }
  }

  /** Starts the process before the first request asks for it. */
  prewarm(target: Sandboxed): void {
    // What is wrong with it is told to the first request.
    if (!this.#current(target)) this.#start(target).catch(() => undefined);
  }

  /** Ends the installation's process, its requests answered, and its connections. Resolves when both are gone. */
  async retire(installation: number): Promise<void> {
    const process = this.#processes.get(installation);
    this.#processes.delete(installation);
    this.#failures.delete(installation);
    await process?.retire();
    await this.#connections.closeInstallation(installation);
  }

  /** Ends every process; none is started any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    await Promise.all([...this.#all].map((process) => process.retire()));
    await this.#connections.close();
  }

  #current(target: Sandboxed): PluginProcess | undefined {
    const process = this.#processes.get(target.installation);
    return process?.ready && isSame(process.target, target) ? process : undefined;
  }

  async #start(target: Sandboxed): Promise<PluginProcess> {
    const sandbox = await this.#prepare();
    if (this.#closed) throw new PlexicaError('shutting_down', 'The server is stopping.', { retryAfter: 2 });
    let process = this.#processes.get(target.installation);
    if (!process || process.leaving || !isSame(process.target, target)) {
      if (!process || isSame(process.target, target)) this.#refusePause(target);
      else this.#failures.delete(target.installation);
      void process?.retire();
      process = this.#spawn(target, sandbox);
      this.#processes.set(target.installation, process);
      const started = process;
      void started.ended.then(({ failure }) => this.#ended(started, failure));
    }
    try {
      await process.started;
    } catch (error) {
      const { message } = error as Error;
      throw new PlexicaError(
        'plugin_failed',
        `${target.plugin} ${target.version} does not run: ${message.split('\n')[0]}`,
        { cause: error },
      );
    }
    return process;
  }

  #prepare(): Promise<Sandbox> {
    this.#sandbox ??= prepareSandbox(this.#options.walls, this.#options.shared).catch((error: unknown) => {
      // Such as a full disk: the next start tries again.
      this.#sandbox = undefined;
      throw error;
    });
    return this.#sandbox;
  }

  /** @throws PlexicaError `trust_needed`; what runs of it on a word that was taken back ends */
  #requireTrust({ plugin, installation, trusted }: Sandboxed): void {
    try {
      requireTrust(this.#options, plugin, trusted);
    } catch (error) {
      void this.retire(installation);
      throw error;
    }
  }

  #spawn(target: Sandboxed, sandbox: Sandbox): PluginProcess {
    this.#requireTrust(target);
    const gate = new LogGate((line) => this.#options.onLog(target, { time: new Date(), ...line }));
    const process = new PluginProcess(target, sandbox, this.#outside, (line) => gate.write(line));
    this.#all.add(process);
    void process.ended.then(() => this.#all.delete(process));
    return process;
  }

  #ended(process: PluginProcess, failure: string | undefined): void {
    const { installation } = process.target;
    if (this.#processes.get(installation) !== process) return;
    this.#processes.delete(installation);
    if (failure === undefined) return;
    const now = Date.now();
    const before = now - process.startedAt < HEALTHY ? (this.#failures.get(installation)?.count ?? 0) : 0;
    // The first failure may have been one request's; only those after it wait.
    const pause = before === 0 ? 0 : Math.min(LONGEST_PAUSE, 1000 * 2 ** (before - 1));
    this.#failures.set(installation, { count: before + 1, last: failure, until: now + pause });
    this.#options.onLog(process.target, {
      time: new Date(now),
      level: 'error',
      message: `The process was ended: ${failure}`,
      details: undefined,
      requestId: undefined,
    });
  }

  #refusePause({ installation, plugin }: Sandboxed): void {
    const failures = this.#failures.get(installation);
    const seconds = ((failures?.until ?? 0) - Date.now()) / 1000;
    if (!failures || seconds <= 0) return;
    throw new PlexicaError(
      'plugin_unavailable',
      `${plugin} failed ${failures.count} times and waits: ${failures.last}.`,
      {
        retryAfter: Math.ceil(seconds),
      },
    );
  }

  #look(now: number): void {
    for (const process of this.#all) process.watch(now);
    for (const process of this.#processes.values()) {
      if (!process.busy && now - process.usedAt > IDLE) void process.retire();
    }
  }
}

function isSame(a: Sandboxed, b: Sandboxed): boolean {
  return a.version === b.version && a.configVersion === b.configVersion && a.bundle === b.bundle;
}
