import { randomBytes } from 'node:crypto';
import { chown, mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Keys } from '../keys.ts';
import { createCluster, SUPERUSER } from './cluster-template.ts';
import { preparePlatformDatabase, PLATFORM_ROLE } from './platform-role.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { scramVerifier } from './roles.ts';
import { endOrphan, PostgresProcess, tellsOfFullDisk } from './postgres-process.ts';

export interface EmbeddedPostgres {
  /** URL of the platform's own role. */
  readonly url: string;
  /** URL of the superuser of initdb, for administration by hand. The platform uses it only at the start. */
  readonly superuserUrl: string;
  /** Process id. It changes if PostgreSQL is restarted. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a free loopback port. Creates its cluster at the first start and ends a PostgreSQL that a killed
 * server left in the same folder. If it dies, it is restarted at the same address.
 *
 * @param folder absolute; created if missing
 * @throws PlexicaError `data_folder_unusable`, `storage_full`, `database_unavailable`, `database_unsuitable`,
 *   `database_in_use`, `invalid_configuration`
 */
export async function startEmbeddedPostgres(
  folder: string,
  keys: Keys,
  log: Logger,
): Promise<EmbeddedPostgres> {
  const binaries = await postgresBinaries();
  await endOrphan(folder, log);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialize(folder, keys, binaries, log);

  const port = await freePort();
  const running = await PostgresProcess.start({ folder, port, binaries, log });
  const at = (user: string, database: string) =>
    `postgres://${user}:${keys.rolePassword(user)}@127.0.0.1:${port}/${database}`;
  const postgres: EmbeddedPostgres = {
    url: at(PLATFORM_ROLE, PLATFORM_ROLE),
    superuserUrl: at(SUPERUSER, PLATFORM_ROLE),
    get pid() {
      return running.pid;
    },
    stop: () => running.stop(),
  };
  try {
    await preparePlatformDatabase(at(SUPERUSER, 'postgres'), postgres.superuserUrl, keys);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return postgres;
}

async function initialize(
  folder: string,
  keys: Keys,
  binaries: PostgresBinaries,
  log: Logger,
): Promise<void> {
  // A cluster is not made in one step: that happens beside the folder, so that a half made one is never taken for a whole
  // one. The initdb of a server that was killed may still be writing to its own.
  const draft = `${folder}.${randomBytes(6).toString('hex')}`;
  const { user } = binaries;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    if (user) await chown(draft, user.uid, user.gid);
    await createCluster(draft, scramVerifier(keys, SUPERUSER), binaries, log);
    await rename(draft, folder);
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    if (stderr?.includes('could not look up effective user ID')) throw unknownUser(error);
    const said = `${dirname(folder)}: ${stderr?.trim() || message}`;
    throw new PlexicaError(tellsOfFullDisk(said) ? 'storage_full' : 'data_folder_unusable', said, {
      cause: error,
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Happens in a container that runs as a numeric user. */
function unknownUser(cause: unknown): PlexicaError {
  const message = `DATABASE_URL: the embedded PostgreSQL cannot run as user ${process.getuid?.()}, which has no entry in /etc/passwd`;
  return new PlexicaError('invalid_configuration', message, {
    hint: 'Set DATABASE_URL to another PostgreSQL, add the user to /etc/passwd, or run the server as another user.',
    issues: [{ path: 'DATABASE_URL', message: 'is required, because this user has no entry in /etc/passwd' }],
    cause,
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
