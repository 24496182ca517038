import { randomBytes, createHash } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Config } from './config.ts';

/** What a running server keeps on disk, and the secrets it found or made there. */
export interface DataFolder {
  readonly path: string;
  /** Where the users that plugins and PostgreSQL run as can enter; the same as `path` where they can enter that. */
  readonly shared: string;
  readonly secret: string;
  readonly adminToken: string;
  /** Removes the lock. */
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process.
 *
 * @throws PlexicaError `data_folder_in_use`, `data_folder_unusable`, `storage_full`
 */
export async function openDataFolder(config: Config): Promise<DataFolder> {
  const path = config.data;
  try {
    const release = await lockFolder(path);
    try {
      const shared = await sharedFolder(path);
      if (shared !== path && !existsSync(join(path, 'secret'))) await putAside(shared);
      for (const folder of new Set([path, shared])) await clearDrafts(folder);
      const secret =
        config.secret ?? (await kept(join(path, 'secret'), () => randomBytes(32).toString('base64url')));
      const adminToken =
        config.adminToken ??
        (await kept(join(path, 'admin-token'), () => `plx_${randomBytes(32).toString('base64url')}`));
      return { path, shared, secret, adminToken, release };
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    if (error instanceof PlexicaError) throw error;
    const { code, path: at } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC')
      throw new PlexicaError('storage_full', `no room for ${at ?? path}`, { cause: error });
    throw new PlexicaError('data_folder_unusable', `${at ?? path}: ${code ?? String(error)} (PLEXICA_DATA)`, {
      cause: error,
    });
  }
}

/** What is written beside its place and renamed once it is complete. */
const DRAFT = /^(lock|secret|admin-token)\.(?<pid>\d+)|^(database|sandbox-.*|node-.*)\.[0-9a-f]{12}$/;

/** Removes what servers had begun to write when they were killed. Another that starts now may have a draft of its lock. */
async function clearDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const draft = DRAFT.exec(name);
    if (draft === null) continue;
    const pid = Number(draft.groups?.['pid'] ?? 0);
    if (pid > 0 && processStart(pid) !== undefined) continue;
    // An initdb that lost its server may write on for a moment.
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

async function kept(file: string, make: () => string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const value = make();
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${value}\n`, { mode: 0o600, flush: true });
  await rename(draft, file);
  return value;
}

/** Started by root, plugins and PostgreSQL run as users who must be able to enter every folder above their files. */
async function sharedFolder(path: string): Promise<string> {
  if (process.getuid?.() !== 0 || (await isEnterable(path))) return path;
  const shared = join('/var/lib/plexica', createHash('sha256').update(path).digest('hex').slice(0, 8));
  await mkdir(shared, { recursive: true, mode: 0o711 });
  return shared;
}

/**
 * The data folder is new, so what lies in its shared folder belonged to one that somebody has removed, and cannot be
 * opened without that one's secret. It is kept beside, for whoever finds out too late.
 */
async function putAside(shared: string): Promise<void> {
  if (!existsSync(join(shared, 'database'))) return;
  await rename(shared, `${shared}-removed-${Date.now()}`);
  await mkdir(shared, { recursive: true, mode: 0o711 });
}

/** Whether every user can pass through a folder and all above it. */
export async function isEnterable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

interface Holder {
  pid: number;
  /** Clock ticks after boot at which the process began: tells a process from a later one with the same id. */
  began: string;
}

function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // Without /proc the process id alone has to do.
    return '';
  }
}

function isAlive(holder: Holder): boolean {
  return processStart(holder.pid) === holder.began;
}

/**
 * Takes a folder for this process, by a lock file that names it.
 *
 * @returns what gives it back
 * @throws PlexicaError `data_folder_in_use`
 */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  // Others may pass through, not look: PostgreSQL and plugins have users of their own when root starts the server.
  await mkdir(path, { recursive: true, mode: 0o711 });
  const file = join(path, 'lock');
  const draft = join(path, `lock.${process.pid}`);
  const mine: Holder = { pid: process.pid, began: processStart(process.pid) ?? '' };
  await writeFile(draft, JSON.stringify(mine), { mode: 0o644 });
  try {
    for (;;) {
      try {
        // link fails when the name exists, so of two servers that start at once only one gets it.
        await link(draft, file);
        return () => rm(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      await clearDeadHolder(file, path);
    }
  } finally {
    await unlink(draft);
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return { pid: -1, began: 'unreadable' };
  }
}

async function clearDeadHolder(file: string, path: string): Promise<void> {
  const holder = await readHolder(file);
  if (holder === undefined) return;
  if (holder.pid > 0 && isAlive(holder)) {
    throw new PlexicaError('data_folder_in_use', `process ${holder.pid} uses ${path}`);
  }
  const aside = `${file}.${process.pid}.dead`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Another server may have taken the lock between the look and the rename; then it gets it back.
  const moved = await readHolder(aside);
  if (moved !== undefined && moved.pid > 0 && isAlive(moved)) await link(aside, file).catch(() => undefined);
  await unlink(aside);
}
