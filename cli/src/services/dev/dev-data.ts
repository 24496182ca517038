import { createHmac } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { isMissing } from '../project/missing.ts';
import { ownKey, readOwnKey } from './own-key.ts';

export interface DevDataOptions {
  /** Absolute folder of the project. */
  project: string;
  configFolder: string;
  /** Accepts data that was created elsewhere. */
  trust: boolean;
}

/**
 * The data folder of `plexica dev`. A database can run commands as the user that starts it, so a database that came with
 * a project must not be started. `.plexica/` in the project contains:
 *
 *     made-here  an empty folder, which no copy can reproduce: the kernel assigns its inode and creation time
 *     <24 hex>   the data, under a name derived from those two and a key outside the project
 *
 * So a project from someone else cannot include a data folder of this name, or add files to an existing one. A project
 * that is moved or renamed keeps its data.
 *
 * @returns absolute path, created if missing
 * @throws PlexicaError `untrusted_data`
 */
export async function openDevData({ project, configFolder, trust }: DevDataOptions): Promise<string> {
  const folder = devFolder(project);
  await makeFolder(folder);
  await requireOwnFolder(folder);
  const found = await entriesOf(folder);
  if (trust || found.length === 0) await makeMarker(folder);
  const name = await dataName(folder, await ownKey(configFolder));
  if (name === undefined) throw untrusted(folder);
  const data = join(folder, name);
  if (!(await exists(data))) {
    if (found.length === 0) await makeFolder(data);
    else if (trust) await takeOver(folder, found, data);
    else throw untrusted(folder);
  }
  await requireOwnFolder(data);
  return data;
}

/** A dry run of `openDevData`. @throws PlexicaError `untrusted_data` */
export async function checkDevData({ project, configFolder, trust }: DevDataOptions): Promise<void> {
  const folder = devFolder(project);
  if (!(await exists(folder))) return;
  await requireOwnFolder(folder);
  if (trust || (await entriesOf(folder)).length === 0) return;
  const key = await readOwnKey(configFolder);
  const name = key && (await dataName(folder, key));
  if (name === undefined || !(await exists(join(folder, name)))) throw untrusted(folder);
}

/** The folder in which `plexica dev` keeps its files of a project. @returns absolute path */
export function devFolder(project: string): string {
  return join(project, '.plexica');
}

const MARKER = 'made-here';

async function makeMarker(folder: string): Promise<void> {
  await mkdir(join(folder, MARKER), { mode: 0o700 }).catch(unlessThere);
}

/** @returns `undefined` without a marker */
async function dataName(folder: string, key: Buffer): Promise<string | undefined> {
  const marker = await lstat(join(folder, MARKER), { bigint: true }).catch(unlessMissing);
  if (!marker?.isDirectory()) return undefined;
  // Some file systems have no creation time. Programs cannot choose the time of the last change either.
  const made = marker.birthtimeNs === 0n ? marker.ctimeNs : marker.birthtimeNs;
  return createHmac('sha256', key).update(`${marker.ino} ${made}`).digest('hex').slice(0, 24);
}

async function entriesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== MARKER);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
    // If root starts the server, plugins and PostgreSQL run as other users, who must be able to enter.
    await chmod(folder, 0o711);
  } catch (error) {
    unlessThere(error);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(unlessMissing)) !== undefined;
}

/** A link would lead out of the project, and another user could exchange their own folder at any time. */
async function requireOwnFolder(folder: string): Promise<void> {
  const found = await lstat(folder);
  const user = process.geteuid?.();
  if (found.isDirectory() && (user === undefined || found.uid === user)) return;
  const what = found.isDirectory() ? 'belongs to another user' : 'is a link or a file, not a folder';
  throw new PlexicaError('untrusted_data', `${folder} ${what}.`, {
    hint: 'Delete it. `plexica dev` then creates a new one with empty data.',
  });
}

function untrusted(folder: string): PlexicaError {
  return new PlexicaError(
    'untrusted_data',
    `${folder} contains data that \`plexica dev\` did not create here for this user. The data was not read or started.`,
    {
      hint:
        `Delete ${folder} to start with empty data. Use \`plexica dev --trust-data\` only if you trust the origin of the ` +
        'data: a database can run commands as you.',
    },
  );
}

const NAME = /^[0-9a-f]{24}$/;
/** Collects the data of version 0.1.0, which was in `.plexica/` itself. */
const TOGETHER = 'taken-over';

async function takeOver(folder: string, found: readonly string[], data: string): Promise<void> {
  const named = found.filter((name) => NAME.test(name));
  if (named.length > 1) {
    throw new PlexicaError(
      'untrusted_data',
      `${folder} contains several data folders: ${named.join(', ')}.`,
      {
        hint: 'Delete all of them except the one to use.',
      },
    );
  }
  if (named[0] !== undefined) return rename(join(folder, named[0]), data);
  const together = join(folder, TOGETHER);
  await makeFolder(together);
  for (const name of found.filter((each) => each !== TOGETHER)) {
    await rename(join(folder, name), join(together, name));
  }
  await rename(together, data);
}

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function unlessThere(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}
