import type pg from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import { hangUp } from '../../../database/hang-up.ts';
import { createClient } from './raw-rows.ts';

/** Connections of one installation at a time. */
const PER_INSTALLATION = 4;
const IDLE_MS = 30_000;
const WAIT_MS = 2000;
const CONNECT_MS = 2000;

interface Idle {
  installation: number;
  client: pg.Client;
  since: number;
}

interface Waiting {
  installation: number;
  resolve: (client: pg.Client) => void;
  reject: (error: Error) => void;
}

/**
 * PostgreSQL connections of the run-time roles of installations. They are opened on demand and closed when idle. At
 * most `max` exist at a time; to stay below it, the least recently used idle one is closed.
 */
export class Connections {
  readonly #connect: (installation: number) => pg.ClientConfig;
  readonly #max: number;
  readonly #onHangUp: (installation: number) => void;
  /** Idle connections, least recently used first. */
  #idle: Idle[] = [];
  #open = new Map<number, number>();
  #total = 0;
  #waiting: Waiting[] = [];
  readonly #sweep: NodeJS.Timeout;
  /** Why idle connections ended. A later user sees only that they did. */
  readonly #endings = new WeakMap<pg.ClientBase, Error>();

  /**
   * @param connect settings to connect as the run-time role of an installation
   * @param onHangUp is called when a connection is closed without waiting for its statement
   */
  constructor(
    connect: (installation: number) => pg.ClientConfig,
    max: number,
    onHangUp: (installation: number) => void = () => undefined,
  ) {
    this.#connect = connect;
    this.#max = max;
    this.#onHangUp = onHangUp;
    this.#sweep = setInterval(() => this.#closeIdle(Date.now() - IDLE_MS), 5000);
    this.#sweep.unref();
  }

  /**
   * @throws PlexicaError `plugin_unavailable` if none is available within 2 s, `database_unavailable` if PostgreSQL
   *   refuses the role
   */
  async acquire(installation: number): Promise<pg.Client> {
    const free = this.#idle.findLastIndex((entry) => entry.installation === installation);
    if (free >= 0) return (this.#idle.splice(free, 1)[0] as Idle).client;
    if (this.#mayOpen(installation)) return this.#openOne(installation);
    return this.#wait(installation);
  }

  /** The reason why a connection ended, for an error of a statement on it. */
  reasonFor(client: pg.ClientBase, error: unknown): unknown {
    return this.#endings.get(client) ?? error;
  }

  /** @param broken whether its state is unknown, so that it is closed instead of reused */
  release(installation: number, client: pg.Client, broken: boolean): void {
    if (broken) {
      this.#forget(installation);
      hangUp(client);
      this.#onHangUp(installation);
    } else {
      const next = this.#waiting.findIndex((entry) => entry.installation === installation);
      if (next >= 0) {
        (this.#waiting.splice(next, 1)[0] as Waiting).resolve(client);
        return;
      }
      this.#idle.push({ installation, client, since: Date.now() });
    }
    this.#serveWaiting();
  }

  /** Closes the idle connections of an installation. */
  async closeInstallation(installation: number): Promise<void> {
    const mine = this.#idle.filter((entry) => entry.installation === installation);
    this.#idle = this.#idle.filter((entry) => entry.installation !== installation);
    await Promise.all(mine.map((entry) => this.#end(entry)));
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    const all = this.#idle;
    this.#idle = [];
    await Promise.all(all.map((entry) => this.#end(entry)));
  }

  #mayOpen(installation: number): boolean {
    if ((this.#open.get(installation) ?? 0) >= PER_INSTALLATION) return false;
    if (this.#total < this.#max) return true;
    const oldest = this.#idle.shift();
    if (!oldest) return false;
    void this.#end(oldest);
    return true;
  }

  async #openOne(installation: number): Promise<pg.Client> {
    this.#total += 1;
    this.#open.set(installation, (this.#open.get(installation) ?? 0) + 1);
    const client = createClient({
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      ...this.#connect(installation),
    });
    client.on('error', (error) => {
      // PostgreSQL sends the reason before the socket ends, which is also an error.
      if (!this.#endings.has(client)) this.#endings.set(client, error);
      this.#drop(client);
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.#forget(installation);
      this.#serveWaiting();
      throw new PlexicaError('database_unavailable', 'The database refused the connection of the plugin.', {
        cause: error,
        retryAfter: 2,
      });
    }
  }

  #wait(installation: number): Promise<pg.Client> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        installation,
        resolve: (client) => {
          clearTimeout(timer);
          resolve(client);
        },
        reject,
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((entry) => entry !== waiting);
        reject(
          new PlexicaError('plugin_unavailable', 'No database connection is available.', { retryAfter: 1 }),
        );
      }, WAIT_MS);
      this.#waiting.push(waiting);
    });
  }

  /** A slot is free: opens a connection for the caller that has waited longest and is below its limit. */
  #serveWaiting(): void {
    const next = this.#waiting.findIndex((entry) => this.#mayOpen(entry.installation));
    if (next < 0) return;
    const [waiting] = this.#waiting.splice(next, 1) as [Waiting];
    this.#openOne(waiting.installation).then(waiting.resolve, waiting.reject);
  }

  #closeIdle(before: number): void {
    while (this.#idle[0] && this.#idle[0].since < before) void this.#end(this.#idle.shift() as Idle);
  }

  #drop(client: pg.Client): void {
    const index = this.#idle.findIndex((entry) => entry.client === client);
    if (index >= 0) this.#forget((this.#idle.splice(index, 1)[0] as Idle).installation);
  }

  async #end(entry: Idle): Promise<void> {
    this.#forget(entry.installation);
    await entry.client.end().catch(() => undefined);
  }

  #forget(installation: number): void {
    this.#total -= 1;
    const left = (this.#open.get(installation) ?? 1) - 1;
    if (left > 0) this.#open.set(installation, left);
    else this.#open.delete(installation);
  }
}
