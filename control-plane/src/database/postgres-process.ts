import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { livesIn, spawnMarked } from './postgres-life.ts';
import { endStragglers, worksIn } from './postgres-stragglers.ts';

/** The embedded PostgreSQL serves one process on one machine: no replication, and many small schemas. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  max_locks_per_transaction: '256',
  max_wal_senders: '0',
  wal_level: 'minimal',
  jit: 'off',
  // Each statement uses one processor, and no parallel worker continues after it is ended.
  max_worker_processes: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  max_logical_replication_workers: '0',
  log_min_messages: 'warning',
  // Errors are reported to the caller, not logged.
  log_min_error_statement: 'panic',
};

/** Settings that let the files of a cluster run programs or load code. The embedded PostgreSQL needs none of them. */
const RUNS_CODE = [
  'archive_cleanup_command',
  'archive_command',
  'archive_library',
  'local_preload_libraries',
  'oauth_validator_libraries',
  'recovery_end_command',
  'restore_command',
  'session_preload_libraries',
  'shared_preload_libraries',
  'ssl_passphrase_command',
];

/** Milliseconds until the next restart, by number of failed starts. */
const AGAIN_MS = [50, 200, 1_000, 5_000];

/**
 * How long the processes of a killed PostgreSQL can hold the cluster and its memory, in milliseconds. Most notice
 * within moments.
 */
const HELD_MS = 10_000;

function isStillHeld(error: unknown): boolean {
  return (
    (error instanceof PlexicaError && error.code === 'database_in_use') ||
    /shared memory block/.test(String(error))
  );
}

export interface PostgresPlace {
  /** Absolute folder with a cluster. */
  folder: string;
  port: number;
  binaries: PostgresBinaries;
  log: Logger;
}

/** A PostgreSQL that is restarted whenever it ends unexpectedly. */
export class PostgresProcess {
  readonly #place: PostgresPlace;
  readonly #stopping = new AbortController();
  #child: ChildProcess;
  #starting: Promise<void> = Promise.resolve();

  private constructor(place: PostgresPlace, child: ChildProcess) {
    this.#place = place;
    this.#child = child;
    this.#watch();
  }

  /** @throws PlexicaError `database_unavailable`, `database_in_use`, `storage_full` */
  static async start(place: PostgresPlace): Promise<PostgresProcess> {
    for (const end = Date.now() + HELD_MS; ; await sleep(100)) {
      try {
        return new PostgresProcess(place, await launch(place));
      } catch (error) {
        if (!isStillHeld(error) || Date.now() > end) throw error;
        endStragglers(place.folder);
      }
    }
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#starting;
    await stop(this.#child);
  }

  #watch(): void {
    const again = (): void => {
      if (!this.#stopping.signal.aborted) this.#starting = this.#startAgain();
    };
    if (hasEnded(this.#child)) again();
    else this.#child.once('exit', again);
  }

  async #startAgain(): Promise<void> {
    const { log } = this.#place;
    const { exitCode, signalCode } = this.#child;
    log.error({ code: exitCode, signal: signalCode }, 'the embedded PostgreSQL ended; restarting it');
    const { signal } = this.#stopping;
    for (let tries = 0; ; tries += 1) {
      await sleep(AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)], undefined, { signal }).catch(
        () => undefined,
      );
      if (signal.aborted) return;
      try {
        this.#child = await launch(this.#place);
        log.warn('the embedded PostgreSQL is running again');
        this.#watch();
        return;
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL failed to start');
        if (isStillHeld(error)) endStragglers(this.#place.folder);
      }
    }
  }
}

/** Whether PostgreSQL or one of its tools reports a full disk. */
export function tellsOfFullDisk(said: string): boolean {
  return /No space left on device|Check free disk space|ENOSPC/.test(said);
}

const SETPRIV = '/usr/bin/setpriv';
const PRLIMIT = '/usr/bin/prlimit';

/**
 * Limit of the private memory of a PostgreSQL process, in bytes, without shared buffers. No setting limits the memory
 * of one statement, and without this limit the kernel would kill some other process.
 */
const DATA_LIMIT = 512 * 1024 * 1024;

/**
 * With setpriv, the kernel ends PostgreSQL together with the server, even if the server is killed. With prlimit, a
 * statement that uses too much memory fails with 53200, and the database continues.
 */
function command(
  postgres: string,
  user: PostgresBinaries['user'],
): { words: string[]; becomesUser: boolean } {
  const exists = (file: string): boolean => process.platform === 'linux' && existsSync(file);
  const limited = exists(PRLIMIT) ? [PRLIMIT, `--data=${DATA_LIMIT}`] : [];
  const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  const tied = exists(SETPRIV) ? [SETPRIV, ...identity, '--pdeathsig=INT'] : [];
  return { words: [...limited, ...tied, postgres], becomesUser: tied.length > 0 };
}

/** @returns when it accepts connections */
async function launch({ folder, port, binaries, log }: PostgresPlace): Promise<ChildProcess> {
  const { postgres, user } = binaries;
  const { words, becomesUser } = command(postgres, user);
  const [file, ...before] = words as [string, ...string[]];
  const fixed = { ...SETTINGS, ...Object.fromEntries(RUNS_CODE.map((name) => [name, ''])) };
  // They override the files of the cluster.
  const settings = Object.entries(fixed).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = await spawnMarked(folder, (inherited) =>
    spawn(file, [...before, '-D', folder, '-p', String(port), ...settings], {
      stdio: ['ignore', 'ignore', 'pipe', ...inherited],
      cwd: '/',
      env: {},
      // Ctrl-C reaches only the server, which stops the database when it is no longer used.
      detached: true,
      ...(becomesUser ? {} : user),
    }),
  );
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4096);
    log.debug({ postgres: text.trim() }, 'postgres');
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const message = `the embedded PostgreSQL ended with ${signal ?? `code ${code}`}: ${lastWords(said)}`;
      const known = tellsOfFullDisk(said) ? 'storage_full' : 'database_unavailable';
      const hint = `The files in ${folder} must belong to the user that PostgreSQL runs as. Copy them with their owners and modes.`;
      reject(new PlexicaError(known, message, said.includes('Permission denied') ? { hint } : {}));
    });
  });
  try {
    await Promise.race([ready(folder, child), ended]);
  } catch (error) {
    await stop(child);
    throw error;
  }
  ended.catch(() => undefined);
  return child;
}

/** The lines of its output that explain why PostgreSQL ended. */
function lastWords(said: string): string {
  const lines = said.trim().split('\n');
  const fatal = lines.filter((line) => /\b(?:FATAL|PANIC):/.test(line));
  return (fatal.length > 0 ? fatal : lines.slice(-3)).join('; ');
}

/** PostgreSQL writes its state to the eighth line of postmaster.pid (src/include/utils/pidfile.h). */
async function ready(folder: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && !hasEnded(child); await sleep(5)) {
    const lines = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
    const [owner, , , , , , , state] = lines.split('\n');
    // The file of a killed PostgreSQL also contains `ready`.
    if (Number(owner) === child.pid && state?.trim() === 'ready') return;
  }
  throw new PlexicaError('database_unavailable', 'the embedded PostgreSQL was not ready after 60 seconds');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  // Without an id, it was never started.
  if (child.pid === undefined || hasEnded(child)) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await exited;
  clearTimeout(timer);
}

function runsIn(pid: number, folder: string): boolean {
  if (process.platform === 'linux') return worksIn(pid, folder);
  try {
    // Without /proc, only postmaster.pid is available, as for PostgreSQL itself.
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** How long to wait for a PostgreSQL that this process cannot see, in milliseconds. The kernel may tell it to end. */
const UNSEEN_MS = 15_000;

/**
 * Ends a PostgreSQL that a killed server left running in a folder.
 *
 * @throws PlexicaError `database_in_use` if it is alive in another container, where this process cannot end it
 */
export async function endOrphan(folder: string, log: Logger): Promise<void> {
  await askToEnd(folder, log);
  for (const end = Date.now() + UNSEEN_MS; await livesIn(folder); await sleep(50)) {
    endStragglers(folder);
    if (Date.now() > end) {
      throw new PlexicaError(
        'database_in_use',
        `a PostgreSQL left by a killed server still uses ${folder}, and this process cannot see it`,
      );
    }
  }
}

/** Asks it to shut down cleanly, if this process can see it. */
async function askToEnd(folder: string, log: Logger): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  if (!(await stat(file).catch(() => undefined))) return;
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !runsIn(pid, folder)) return;
  log.warn({ pid }, 'stopping the PostgreSQL that a killed server left running');
  process.kill(pid, 'SIGINT');
  for (const end = Date.now() + 10_000; runsIn(pid, folder); await sleep(20)) {
    if (Date.now() < end) continue;
    process.kill(pid, 'SIGQUIT');
    return;
  }
}
