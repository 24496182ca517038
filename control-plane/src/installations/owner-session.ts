import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';
import { hangUp } from '../database/hang-up.ts';
import { installationRoles } from '../database/roles.ts';
import { sessionsInTheWay } from '../database/sessions.ts';
import type { InstallationsPlatform } from './platform.ts';
import { createClient } from '../plugin-host/capabilities/database/raw-rows.ts';

/**
 * Milliseconds after PostgreSQL's own limit at which the server closes the connection of a statement that nothing else
 * ended.
 */
const LATE_MS = 15_000;
const CONNECT_MS = 5_000;
const END_MS = 2_000;

/** PostgreSQL's too_many_connections. */
const TOO_MANY = '53300';

/** A statement that PostgreSQL did not end in time, so that the server closed its connection. */
export class TooLate extends PlexicaError {
  readonly seconds: number;

  /**
   * @param seconds its time limit
   * @param at place of the statement, such as `migrations/001_contacts.sql:4`
   */
  constructor(seconds: number, at?: string) {
    const where = at === undefined ? '' : `${at}: `;
    super(
      'migration_failed',
      `${where}migrations and lifecycle method took longer than ${seconds} seconds, and PostgreSQL could not end them`,
      {
        hint: 'A statement of the plugin runs too long and cannot be interrupted. Its author must change it.',
      },
    );
    this.seconds = seconds;
  }
}

/**
 * Runs `work` on a connection of the role that owns an installation. The connection is closed when `signal` aborts, or
 * 15 seconds after its limit, whatever PostgreSQL is doing.
 *
 * @param work receives the connection and a signal that aborts when it is closed
 * @throws PlexicaError `blocked_by_session` if sessions of earlier attempts still exist; TooLate; the reason of
 *   `signal`
 */
export async function asOwner(
  platform: Pick<InstallationsPlatform, 'database' | 'keys'>,
  number: number,
  signal: AbortSignal,
  work: (client: pg.Client, hungUp: AbortSignal) => Promise<void>,
): Promise<void> {
  const client = ownerClient(platform, number);
  const late = new AbortController();
  const { transaction } = platform.database.roleLimits;
  const timer = setTimeout(() => late.abort(new TooLate(transaction)), transaction * 1000 + LATE_MS);
  const hungUp = AbortSignal.any([signal, late.signal]);
  const cut = (): void => hangUp(client);
  hungUp.addEventListener('abort', cut);
  try {
    hungUp.throwIfAborted();
    await connect(platform, number, client);
    await work(client, hungUp);
  } catch (error) {
    signal.throwIfAborted();
    // TooLate may name the statement.
    if (!(error instanceof TooLate)) late.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    hungUp.removeEventListener('abort', cut);
    // Closing the connection rolls back uncommitted work.
    const ended = client.end().catch(() => undefined);
    await Promise.race([ended, sleep(END_MS, undefined, { ref: false })]);
    hangUp(client);
  }
}

function ownerClient(
  { database, keys }: Pick<InstallationsPlatform, 'database' | 'keys'>,
  number: number,
): pg.Client {
  const { owner } = installationRoles(database.platform, number);
  const client = createClient({
    ...database.address,
    user: owner,
    password: keys.rolePassword(owner),
    application_name: `plexica owner of ${number}`,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  return client;
}

async function connect(
  { database }: Pick<InstallationsPlatform, 'database'>,
  number: number,
  client: pg.Client,
): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: unknown }).code !== TOO_MANY) throw error;
    const { owner } = installationRoles(database.platform, number);
    throw (await sessionsInTheWay(database, owner, error)) ?? error;
  }
}
