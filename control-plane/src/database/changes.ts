import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { identifier } from './names.ts';

/** Class of the advisory locks of live replicas. The object is the number of the replica. */
const REPLICA_LOCK = 7373;

/**
 * Topics of notifications: tables, cancelled operations, `members` for all that decides about people, `workspaces` for
 * those and their members, and `sessions` for logins that ended.
 */
const TOLD = [
  'tokens',
  'tenants',
  'plugins',
  'installations',
  'operations',
  'cancellations',
  'members',
  'workspaces',
  'sessions',
  'realm_keys',
  'mails',
  'clients',
] as const;
export type Told = (typeof TOLD)[number];

/**
 * One direct connection, not through a pooler. It receives the changes of other replicas and holds an advisory lock
 * while this replica lives, so that others can continue its work as soon as it dies.
 */
export class Changes {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #url: string;
  readonly #log: Logger;
  #client: pg.Client | undefined;
  #closed = false;
  /** Number of this replica. It changes with a restart. */
  readonly replica: number;

  private constructor(url: string, log: Logger, client: pg.Client, replica: number) {
    this.#url = url;
    this.#log = log;
    this.replica = replica;
    this.#follow(client);
  }

  static async open(url: string, log: Logger): Promise<Changes> {
    const client = await connect(url);
    await listen(client);
    return new Changes(url, log, client, await freeReplica(client));
  }

  /** While false, caches must not be used. */
  get connected(): boolean {
    return this.#client !== undefined;
  }

  on(table: Told, listener: () => void): () => void {
    this.#emitter.on(table, listener);
    return () => this.#emitter.off(table, listener);
  }

  /** Notifies this replica at once of its own change. The notification arrives shortly after the commit. */
  tell(table: Told): void {
    this.#emitter.emit(table);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end();
  }

  #follow(client: pg.Client): void {
    this.#client = client;
    client.on('notification', ({ payload }) => {
      // Any session that knows the channel can notify, and an emitter throws for a name such as `error`.
      const told = TOLD.find((table) => table === payload);
      if (told) this.tell(told);
    });
    client.on('error', () => undefined);
    client.once('end', () => {
      this.#client = undefined;
      if (!this.#closed) void this.#reconnect();
    });
  }

  async #reconnect(): Promise<void> {
    this.#log.warn(
      'lost the database connection that receives notifications of changes; caching is off until it reconnects',
    );
    while (!this.#closed) {
      await sleep(200, undefined, { ref: false });
      const client = await connect(this.#url).catch(() => undefined);
      if (client === undefined) continue;
      try {
        await join(client, this.replica);
      } catch {
        await client.end().catch(() => undefined);
        continue;
      }
      for (const table of TOLD) this.tell(table);
      this.#follow(client);
      return;
    }
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'plexica changes',
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function listen(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ channel: string }>('SELECT channel FROM plexica.platform');
  await client.query(`LISTEN ${identifier((rows[0] as { channel: string }).channel)}`);
}

/** Locks a free number: numbers wrap around, and a live replica may hold one. */
async function freeReplica(client: pg.Client): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ replica: number; mine: boolean }>(
      `WITH next AS MATERIALIZED (SELECT nextval('plexica.replicas')::int AS replica)
       SELECT replica, pg_try_advisory_lock($1, replica) AS mine FROM next`,
      [REPLICA_LOCK],
    );
    const [next] = rows;
    if (next?.mine) return next.replica;
  }
}

/** Locks the number of this replica again. */
async function join(client: pg.Client, replica: number): Promise<void> {
  await listen(client);
  // The previous connection of this replica may still be closing.
  await client.query('SET lock_timeout = 0');
  await client.query('SELECT pg_advisory_lock($1, $2)', [REPLICA_LOCK, replica]);
}

/** SQL condition that is true for the number of a live replica. */
export function replicaLives(column: string): string {
  return `EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = ${REPLICA_LOCK}
    AND objsubid = 2 AND objid = ${column}::oid
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;
}
