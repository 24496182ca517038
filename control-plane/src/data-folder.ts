import { randomBytes, createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Config } from './config.ts';
import { lockFolder } from './folder-lock/lock-folder.ts';

/** What a running server keeps on disk, and the secrets it found or made there. */
export interface DataFolder {
  readonly path: string;
  /** Where the users that plugins and PostgreSQL run as can enter; the same as `path` where they can enter that. */
  readonly shared: string;
  readonly secret: string;
  readonly adminToken: string;
  /** Gives the folder back. */
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process.
 *
 * @throws PlexicaError `data_folder_in_use`, `data_folder_unusable`, `storage_full`
 */
export async function openDataFolder(config: Config): Promise<DataFolder> {
  const path = config.data;
  const locks: (() => Promise<void>)[] = [];
  const release = async (): Promise<void> => {
    for (const giveBack of locks.splice(0).reverse()) await giveBack();
  };
  try {
    locks.push(await lockFolder(path));
    const shared = await sharedFolder(path);
    if (shared !== path) {
      // Data folders of the same name in two containers share it, where both have the same /var/lib/plexica.
      locks.push(await lockFolder(shared));
      if (!existsSync(join(path, 'secret')) && (await putAside(shared))) {
        await locks.pop()?.();
        locks.push(await lockFolder(shared));
      }
    }
    for (const folder of new Set([path, shared])) await clearDrafts(folder);
    const secret =
      config.secret ?? (await kept(join(path, 'secret'), () => randomBytes(32).toString('base64url')));
    const adminToken =
      config.adminToken ??
      (await kept(join(path, 'admin-token'), () => `plx_${randomBytes(32).toString('base64url')}`));
    return { path, shared, secret, adminToken, release };
  } catch (error) {
    await release();
    if (error instanceof PlexicaError) throw error;
    const { code, path: at } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC')
      throw new PlexicaError('storage_full', `not enough disk space to write ${at ?? path}`, {
        cause: error,
      });
    throw new PlexicaError('data_folder_unusable', `${at ?? path}: ${code ?? String(error)} (PLEXICA_DATA)`, {
      cause: error,
    });
  }
}

/** What is written beside its place and renamed once it is complete; with process ids in version 0.1.0. */
const DRAFT = /^(lock|secret|admin-token)\.(draft|\d+)|^(database|sandbox-.*|node-.*)\.[0-9a-f]{12}$/;

/** Removes what servers had begun to write when they were killed. Nobody else writes here now. */
async function clearDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    // An initdb that lost its server may write on for a moment.
    if (DRAFT.test(name)) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

async function kept(file: string, make: () => string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const value = make();
  const draft = `${file}.draft`;
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
 *
 * @returns whether there was any
 */
async function putAside(shared: string): Promise<boolean> {
  if (!existsSync(join(shared, 'database'))) return false;
  await rename(shared, `${shared}-removed-${Date.now()}`);
  return true;
}

/** Whether every user can pass through a folder and all above it. */
export async function isEnterable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
