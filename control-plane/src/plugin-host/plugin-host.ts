import type { LifecycleMethod } from '@plexica/registry';
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import { startParser } from '../sql-policy/parser.ts';
import type { Capability } from './capabilities/capability.ts';
import { Failures } from './process/failures.ts';
import type { TimeLimits } from './limits.ts';
import { LogGate } from './process/log-gate.ts';
import { type Ending, PluginProcess } from './process/plugin-process.ts';
import type { Declared } from './channel/protocol.ts';
import { type Sandbox, type Started, prepareSandbox } from './sandbox/sandbox.ts';
import type { SandboxGroups } from './sandbox/sandbox-groups.ts';
import { type Isolation, requireTrust } from './sandbox/trust.ts';
import type { LogLine, PluginAnswer, PluginCall, Sandboxed } from './types.ts';
import { WaitingSandboxes } from './sandbox/waiting-sandboxes.ts';

export interface PluginHostOptions extends Isolation {
  /** Absolute folder that every user can enter, for files of the sandbox. */
  shared: string;
  /** Present if a control group was delegated to the server. */
  groups?: SandboxGroups | undefined;
  times: TimeLimits;
  /** Capabilities that plugins can use. */
  capabilities: readonly Capability[];
  /** The program of the sandbox with the other halves of the capabilities, as for `prepareRuntime`. */
  bootstrap?: string;
  onLog: (target: Sandboxed, line: LogLine) => void;
}

/** Milliseconds without a request after which a process is ended. */
const IDLE = 5 * 60_000;

/** Runs the plugins of all installations, each in a process of its own. */
export class PluginHost {
  readonly #options: PluginHostOptions;
  readonly #processes = new Map<number, PluginProcess>();
  /** Processes of versions that are about to become current. */
  readonly #next = new Map<number, PluginProcess>();
  readonly #waiting: WaitingSandboxes;
  readonly #all = new Set<PluginProcess>();
  readonly #failures = new Failures();
  readonly #watches: NodeJS.Timeout[];
  #sandbox: Promise<Sandbox> | undefined;
  #closed = false;

  constructor(options: PluginHostOptions) {
    this.#options = options;
    this.#waiting = new WaitingSandboxes(() => this.#prepare(), options.shared);
    this.#watches = [
      setInterval(() => this.#look(Date.now()), 1000).unref(),
      setInterval(() => this.#lookAtWork(Date.now()), 100).unref(),
    ];
    startParser();
  }

  /**
   * Passes a request to the process of the installation, and starts one if necessary.
   *
   * @throws PlexicaError `plugin_failed`, `plugin_timeout`, `plugin_unavailable`, `machine_overloaded`,
   *   `database_unavailable`, `trust_needed`
   */
  async call(target: Sandboxed, call: PluginCall): Promise<PluginAnswer> {
    try {
      requireTrust(this.#options, target.plugin, target.trusted);
    } catch (error) {
      // Ends requests that started under permissions since revoked.
      void this.retire(target.installation);
      throw error;
    }
    const process = this.#current(target) ?? (await this.#start(target));
    return process.call(call);
  }

  /**
   * Runs a lifecycle method in a separate process, so that an update tries its new code while the old one serves
   * requests.
   *
   * @param options.connection the open transaction of the operation, which `ctx.db` uses; without it, the method uses
   *   connections as requests do
   * @param options.from for `onUpdate`, the previous version
   * @param options.signal ends the process when it aborts
   * @returns the declarations of the code
   * @throws PlexicaError `lifecycle_failed` with the plugin's own error, `trust_needed`
   */
  async lifecycle(
    target: Sandboxed,
    method: LifecycleMethod,
    options: { connection?: pg.ClientBase; from?: string; signal?: AbortSignal } = {},
  ): Promise<Declared> {
    const { connection, from, signal } = options;
    return this.#aside(target, signal, (process) => process.lifecycle(method, from, connection));
  }

  /**
   * Checks whether a bundle can be loaded, in a separate process.
   *
   * @param signal ends the process when it aborts
   * @returns the declarations of the code
   * @throws PlexicaError `lifecycle_failed` with the plugin's own error, `trust_needed`
   */
  async tryLoading(target: Sandboxed, signal: AbortSignal): Promise<Declared> {
    return this.#aside(target, signal, async () => undefined);
  }

  /**
   * Starts a process for a version that is about to become current, beside the one that serves requests. Its first
   * request then finds it running.
   *
   * @returns the declarations of the code
   * @throws PlexicaError `lifecycle_failed` if its bundle cannot be loaded, `trust_needed`
   */
  async prewarm(target: Sandboxed): Promise<Declared> {
    const { installation } = target;
    const sandbox = await this.#prepare();
    const waiting = await this.#waiting.take(installation, target.bundle);
    let process: PluginProcess;
    try {
      process = this.#spawn(target, () => waiting ?? sandbox.start(target.bundle));
    } catch (error) {
      await waiting?.discard();
      throw error;
    }
    if (waiting) void process.ended.then(() => waiting.discard());
    void this.#next.get(installation)?.retire();
    this.#next.set(installation, process);
    void process.ended.then(() => this.#forgetNext(process));
    return started(process, 'lifecycle_failed');
  }

  /** Prepares for a faster start of the next version, because the plugin is being developed. */
  expectNext(installation: number): void {
    if (!this.#closed) this.#waiting.keep(installation);
  }

  /** Ends the process from {@link prewarm}, because its version will not become current. */
  async retireNext(installation: number): Promise<void> {
    await this.#next.get(installation)?.retire();
  }

  /** The last failure of the process, if it has failed repeatedly and has not lived for a minute since. */
  failing(installation: number): string | undefined {
    const process = this.#processes.get(installation);
    return this.#failures.describe(installation, process?.ready ? Date.now() - process.startedAt : 0);
  }

  /** Ends the process of the installation after its requests, and its connections. Resolves when both are closed. */
  async retire(installation: number): Promise<void> {
    const process = this.#processes.get(installation);
    this.#processes.delete(installation);
    this.#failures.forget(installation);
    const replaced = [...this.#all].filter((one) => one.leaving && one.target.installation === installation);
    await Promise.all([
      ...replaced.map((one) => one.retire()),
      process?.retire(),
      this.retireNext(installation),
      this.#waiting.drop(installation),
    ]);
    await Promise.all(this.#options.capabilities.map(async (one) => one.retire?.(installation)));
  }

  /** Ends all processes and starts no others. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const watch of this.#watches) clearInterval(watch);
    await Promise.all([this.#waiting.close(), ...[...this.#all].map((process) => process.retire())]);
    await Promise.all(this.#options.capabilities.map(async (one) => one.close?.()));
  }

  async #aside(
    target: Sandboxed,
    signal: AbortSignal | undefined,
    work: (process: PluginProcess) => Promise<void>,
  ): Promise<Declared> {
    const sandbox = await this.#prepare();
    signal?.throwIfAborted();
    const process = this.#spawn(target, () => sandbox.start(target.bundle));
    const end = (): void => process.kill('its operation was stopped');
    signal?.addEventListener('abort', end);
    try {
      const declared = await started(process, 'lifecycle_failed');
      await work(process);
      return declared;
    } finally {
      signal?.removeEventListener('abort', end);
      process.kill();
    }
  }

  #current(target: Sandboxed): PluginProcess | undefined {
    const process = this.#processes.get(target.installation);
    return process?.ready && isSame(process.target, target) ? process : undefined;
  }

  async #start(target: Sandboxed): Promise<PluginProcess> {
    const sandbox = await this.#prepare();
    let process = this.#processes.get(target.installation);
    if (!process || process.leaving || !isSame(process.target, target)) {
      if (!process || isSame(process.target, target)) this.#failures.refusePause(target);
      else this.#failures.forget(target.installation);
      void process?.giveWay();
      const replacement = this.#takeNext(target) ?? this.#spawn(target, () => sandbox.start(target.bundle));
      this.#processes.set(target.installation, replacement);
      void replacement.ended.then((ending) => this.#ended(replacement, ending));
      process = replacement;
    }
    await started(process, 'plugin_failed');
    return process;
  }

  /** The process that was started for exactly this version. It now serves requests. */
  #takeNext(target: Sandboxed): PluginProcess | undefined {
    const process = this.#next.get(target.installation);
    if (!process || process.leaving || !isDeepStrictEqual(process.target, target)) return undefined;
    this.#forgetNext(process);
    return process;
  }

  #forgetNext(process: PluginProcess): void {
    const { installation } = process.target;
    if (this.#next.get(installation) === process) this.#next.delete(installation);
  }

  #prepare(): Promise<Sandbox> {
    const { walls, shared, bootstrap, groups } = this.#options;
    this.#sandbox ??= prepareSandbox(walls, shared, groups, bootstrap).catch((error: unknown) => {
      // For example a full disk. The next start tries again.
      this.#sandbox = undefined;
      throw error;
    });
    return this.#sandbox;
  }

  /** @throws PlexicaError `shutting_down`, `trust_needed`, `plugin_unavailable` */
  #spawn(target: Sandboxed, start: () => Started): PluginProcess {
    if (this.#closed) throw new PlexicaError('shutting_down', 'The server is stopping.', { retryAfter: 2 });
    requireTrust(this.#options, target.plugin, target.trusted);
    const gate = new LogGate((line) => this.#options.onLog(target, { time: new Date(), ...line }));
    const { capabilities, times } = this.#options;
    const process = new PluginProcess(target, start(), capabilities, times, (line) => gate.write(line));
    this.#all.add(process);
    void process.ended.then(() => this.#all.delete(process));
    return process;
  }

  #ended(process: PluginProcess, { failure, excuse }: Ending): void {
    const { installation } = process.target;
    if (this.#processes.get(installation) !== process) return;
    this.#processes.delete(installation);
    const now = Date.now();
    this.#failures.ended(installation, now - process.startedAt, failure, now);
    const why = failure ?? excuse;
    if (why === undefined) return;
    this.#options.onLog(process.target, {
      time: new Date(now),
      level: 'error',
      message: `The process was ended: ${why}`,
      details: undefined,
      requestId: undefined,
    });
  }

  #lookAtWork(now: number): void {
    for (const process of this.#all) process.watchWork(now);
  }

  #look(now: number): void {
    for (const process of this.#all) process.watch(now);
    for (const process of [...this.#processes.values(), ...this.#next.values()]) {
      if (!process.busy && now - process.usedAt > IDLE) void process.retire();
    }
  }
}

function isSame(a: Sandboxed, b: Sandboxed): boolean {
  return a.version === b.version && a.configVersion === b.configVersion && a.bundle === b.bundle;
}

/** @throws PlexicaError with the code, when the bundle cannot be loaded; `machine_overloaded` */
async function started(
  { started: loaded, target }: PluginProcess,
  code: 'plugin_failed' | 'lifecycle_failed',
): Promise<Declared> {
  try {
    return await loaded;
  } catch (error) {
    if (error instanceof PlexicaError) throw error;
    const { message } = error as Error;
    const reason = code === 'plugin_failed' ? message.split('\n')[0] : message;
    throw new PlexicaError(code, `${target.plugin} ${target.version} failed to start: ${reason}`, {
      cause: error,
    });
  }
}
