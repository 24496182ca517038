import type { Logger } from 'pino';
import { Priority } from '../processes/priority.ts';
import { type PluginBackend, pluginBackends } from './embedded-backends.ts';
import { endOverrunning } from './end-overrunning.ts';
import { overrunning } from './overrunning.ts';
import type { PlatformDatabase } from './platform-database.ts';
import { processUsage } from '../processes/process-usage.ts';
import { roleHolder } from './role-holder.ts';
import { statementSeconds } from './roles.ts';
import type { StatementWatch } from './watch-statements.ts';

const LOOK_MS = 500;
/** Milliseconds until the next check of a backend that was within its limits or could not be ended. */
const PAUSE_MS = 5000;
/** Seconds that PostgreSQL has to end a statement after its limit. */
const MARGIN = 2;

interface Watched {
  backend: PluginBackend;
  priority: Priority;
  /**
   * Its number of waits at the last check, and the time since when it has not waited; undefined if it was not running.
   */
  waits: number;
  since: number | undefined;
  ending?: Promise<void> | undefined;
}

/**
 * Watches the backends of plugins in the embedded PostgreSQL. They run with the priority of sandboxes, so that a busy
 * one takes nothing from the platform and little from other tenants. A backend in a loop that PostgreSQL cannot
 * interrupt is ended after its time limit. Does nothing without `/proc`.
 */
export class BackendWatch implements StatementWatch {
  readonly #postgres: () => number;
  readonly #database: PlatformDatabase;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #closing = new AbortController();
  #watched = new Map<number, Watched>();

  /** @param postgres process id of the PostgreSQL postmaster */
  constructor(postgres: () => number, database: PlatformDatabase, log: Logger) {
    this.#postgres = postgres;
    this.#database = database;
    this.#log = log;
    this.#timer = setInterval(() => this.#look(Date.now()), LOOK_MS).unref();
  }

  /** Not needed: it checks all of them. */
  hungUp(): void {}

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await Promise.all([...this.#watched.values()].flatMap(({ ending }) => ending ?? []));
  }

  #look(now: number): void {
    const present = new Map<number, Watched>();
    for (const backend of pluginBackends(this.#postgres())) {
      const known = this.#watched.get(backend.pid);
      const watched = known?.backend.role === backend.role ? known : begin(backend);
      present.set(backend.pid, watched);
      if (watched.ending === undefined) this.#lookAt(watched, now);
    }
    this.#watched = present;
  }

  #lookAt(watched: Watched, now: number): void {
    const { backend, priority } = watched;
    priority.look(now);
    const usage = processUsage(backend.pid);
    const waits = usage?.waits ?? 0;
    const calculates = usage?.running === true && waits === watched.waits;
    watched.waits = waits;
    watched.since = calculates ? (watched.since ?? now) : undefined;
    const limit = statementSeconds(backend.role, this.#database.roleLimits) + MARGIN;
    if (watched.since === undefined || now - watched.since < limit * 1000) return;
    watched.ending = this.#end(watched, limit).finally(() => {
      watched.since = Date.now() - limit * 1000 + PAUSE_MS;
      watched.ending = undefined;
    });
  }

  async #end({ backend, priority }: Watched, seconds: number): Promise<void> {
    let started: string | undefined;
    const overruns = async (): Promise<boolean> => {
      const found = await overrunning(this.#database, backend.role, seconds);
      const same = found.find(({ pid }) => pid === backend.pid);
      started ??= same?.started;
      return same !== undefined && same.started === started;
    };
    try {
      const ended = await endOverrunning(backend, priority, overruns, this.#closing.signal);
      if (started === undefined) return;
      const about = { ...(await roleHolder(this.#database, backend.role)), ...backend };
      if (ended) {
        this.#log.warn(about, `ended a statement of a plugin that ran longer than ${seconds} seconds`);
      } else {
        this.#log.error(about, 'a statement of a plugin cannot be ended; restart the database to end it');
      }
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#log.error({ err: error, ...backend }, 'cannot check a statement that runs too long');
    }
  }
}

function begin(backend: PluginBackend): Watched {
  const priority = new Priority(backend.pid, true);
  priority.lower();
  return { backend, priority, waits: -1, since: undefined };
}
