import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Keys } from '../keys.ts';
import { preparePlatformDatabase, PLATFORM_ROLE } from './platform-role.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';

export interface EmbeddedPostgres {
  /** Connects as the platform's own role. */
  readonly url: string;
  /** Connects as initdb's superuser: what a DBA would do by hand. The platform itself never uses it after the start. */
  readonly superuserUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const SUPERUSER = 'postgres';

/** The embedded PostgreSQL serves one process on one machine: no replication, and many small schemas. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  max_locks_per_transaction: '256',
  max_wal_senders: '0',
  wal_level: 'minimal',
  jit: 'off',
  log_min_messages: 'warning',
  // An ERROR is the caller's; it is reported where it happens.
  log_min_error_statement: 'panic',
};

/**
 * Starts PostgreSQL on a free loopback port, makes its cluster on the first start, and ends one that a killed server
 * left behind in the same folder.
 *
 * @param folder absolute; made if missing
 * @throws PlexicaError `data_folder_unusable`, `database_unavailable`, `database_unsuitable`
 */
export async function startEmbeddedPostgres(
  folder: string,
  keys: Keys,
  log: Logger,
): Promise<EmbeddedPostgres> {
  const binaries = await postgresBinaries();
  await endOrphan(folder, log);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialize(folder, keys, binaries);

  const port = await freePort();
  const child = await launch(folder, port, binaries, log);
  const at = (user: string, database: string) =>
    `postgres://${user}:${keys.rolePassword(user)}@127.0.0.1:${port}/${database}`;
  const postgres: EmbeddedPostgres = {
    url: at(PLATFORM_ROLE, PLATFORM_ROLE),
    superuserUrl: at(SUPERUSER, PLATFORM_ROLE),
    pid: child.pid as number,
    stop: () => stop(child),
  };
  try {
    await preparePlatformDatabase(at(SUPERUSER, 'postgres'), postgres.superuserUrl, keys);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return postgres;
}

async function initialize(folder: string, keys: Keys, { initdb, user }: PostgresBinaries): Promise<void> {
  // initdb is not atomic: it works beside the folder, so that a half made cluster is never taken for a whole one.
  const draft = `${folder}.draft`;
  const passwords = `${folder}.${randomBytes(6).toString('hex')}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwords, keys.rolePassword(SUPERUSER), { mode: 0o600 });
  try {
    if (user) {
      await chown(draft, user.uid, user.gid);
      await chown(passwords, user.uid, user.gid);
    }
    await promisify(execFile)(
      initdb,
      [
        `--pgdata=${draft}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwords}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      { ...user, cwd: '/', env: { PATH: process.env['PATH'] } },
    );
    await rename(draft, folder);
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new PlexicaError('data_folder_unusable', `${dirname(folder)}: ${stderr?.trim() || message}`, {
      cause: error,
    });
  } finally {
    await rm(passwords, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** Where setpriv exists, the kernel ends PostgreSQL together with the server, even one that was killed. */
function command(postgres: string, user: PostgresBinaries['user']): { file: string; before: string[] } {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/setpriv')) return { file: postgres, before: [] };
  const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  return { file: '/usr/bin/setpriv', before: [...identity, '--pdeathsig=INT', postgres] };
}

async function launch(
  folder: string,
  port: number,
  { postgres, user }: PostgresBinaries,
  log: Logger,
): Promise<ChildProcess> {
  const { file, before } = command(postgres, user);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(file, [...before, '-D', folder, '-p', String(port), ...settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
    env: {},
    // A Ctrl-C in the terminal reaches the server, which stops the database when nobody needs it any more.
    detached: true,
    ...(before.length === 0 ? user : {}),
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4096);
    log.debug({ postgres: text.trim() }, 'postgres');
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(
        new PlexicaError(
          'database_unavailable',
          `the embedded PostgreSQL ended with code ${code}: ${said.trim()}`,
        ),
      ),
    );
  });
  await Promise.race([ready(folder, child.pid), ended]);
  ended.catch(() => undefined);
  return child;
}

/** PostgreSQL writes its state to the eighth line of postmaster.pid (src/include/utils/pidfile.h). */
async function ready(folder: string, pid: number | undefined): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(5)) {
    const lines = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
    const [owner, , , , , , , state] = lines.split('\n');
    // The file of a killed PostgreSQL says `ready` too.
    if (Number(owner) === pid && state?.trim() === 'ready') return;
  }
  throw new PlexicaError('database_unavailable', 'the embedded PostgreSQL was not ready after 60 seconds');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await exited;
  clearTimeout(timer);
}

function runsIn(pid: number, folder: string): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
  } catch (error) {
    // Without /proc, postmaster.pid is the only witness; PostgreSQL itself trusts it.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}

async function endOrphan(folder: string, log: Logger): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  if (!(await stat(file).catch(() => undefined))) return;
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !runsIn(pid, folder)) return;
  log.warn({ pid }, 'ending the PostgreSQL that a killed server left behind');
  process.kill(pid, 'SIGINT');
  for (const end = Date.now() + 10_000; runsIn(pid, folder); await sleep(20)) {
    if (Date.now() > end) {
      process.kill(pid, 'SIGQUIT');
      break;
    }
  }
  while (runsIn(pid, folder)) await sleep(20);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** For a check by hand and in tests: one client, connected. */
export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
