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
  /** Takes over data that was made elsewhere. */
  trust: boolean;
}

/**
 * The data folder of `plexica dev`. A database can run commands as the user that starts it, so one that came with a
 * project must not be started. In `.plexica/` of the project lie
 *
 *     made-here  an empty folder that no copy can be: the kernel gives each its inode and the time of its creation
 *     <24 hex>   the data, under a name made from those two and a key that lies outside of the project
 *
 * So a project that somebody else has packed brings no data folder of this name, and puts no files into one that is
 * there. A project that is moved or renamed keeps its data.
 *
 * @returns absolute path, made if missing
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

/** Changes nothing. @throws PlexicaError `untrusted_data` where `openDevData` would */
export async function checkDevData({ project, configFolder, trust }: DevDataOptions): Promise<void> {
  const folder = devFolder(project);
  if (!(await exists(folder))) return;
  await requireOwnFolder(folder);
  if (trust || (await entriesOf(folder)).length === 0) return;
  const key = await readOwnKey(configFolder);
  const name = key && (await dataName(folder, key));
  if (name === undefined || !(await exists(join(folder, name)))) throw untrusted(folder);
}

/** What `plexica dev` keeps of a project. @returns its absolute path */
export function devFolder(project: string): string {
  return join(project, '.plexica');
}

const MARKER = 'made-here';

async function makeMarker(folder: string): Promise<void> {
  await mkdir(join(folder, MARKER), { mode: 0o700 }).catch(unlessThere);
}

/** @returns `undefined` where there is no marker */
async function dataName(folder: string, key: Buffer): Promise<string | undefined> {
  const marker = await lstat(join(folder, MARKER), { bigint: true }).catch(unlessMissing);
  if (!marker?.isDirectory()) return undefined;
  // Some file systems do not keep that time. No program can choose the time of the last change either.
  const made = marker.birthtimeNs === 0n ? marker.ctimeNs : marker.birthtimeNs;
  return createHmac('sha256', key).update(`${marker.ino} ${made}`).digest('hex').slice(0, 24);
}

async function entriesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== MARKER);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
    // Started by root, plugins and PostgreSQL run as users who have to pass through, whatever the umask says.
    await chmod(folder, 0o711);
  } catch (error) {
    unlessThere(error);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(unlessMissing)) !== undefined;
}

/** A link would lead out of the project, and what another user owns they can exchange at any time. */
async function requireOwnFolder(folder: string): Promise<void> {
  const found = await lstat(folder);
  const user = process.geteuid?.();
  if (found.isDirectory() && (user === undefined || found.uid === user)) return;
  const what = found.isDirectory() ? 'belongs to another user' : 'is no folder, but a link or a file';
  throw new PlexicaError('untrusted_data', `${folder} ${what}.`, {
    hint: 'Remove it. `plexica dev` then makes a new one, with empty data.',
  });
}

function untrusted(folder: string): PlexicaError {
  return new PlexicaError(
    'untrusted_data',
    `${folder} holds data that \`plexica dev\` has not made here for this user. Nothing of it was read or started.`,
    {
      hint:
        `Remove ${folder} to start with empty data. Only if you know where the data comes from, take it over with ` +
        '`plexica dev --trust-data`: a database can run commands as you.',
    },
  );
}

const NAME = /^[0-9a-f]{24}$/;
/** Where the data of version 0.1.0, which lay in `.plexica/` itself, is put together. */
const TOGETHER = 'taken-over';

async function takeOver(folder: string, found: readonly string[], data: string): Promise<void> {
  const named = found.filter((name) => NAME.test(name));
  if (named.length > 1) {
    throw new PlexicaError('untrusted_data', `${folder} holds several data folders: ${named.join(', ')}.`, {
      hint: 'Remove all but the one that is to be taken over.',
    });
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
