import { randomBytes } from 'node:crypto';
import { link, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { describeHolder, holder, LIFE, readHolder } from './holder.ts';
import { lives, showLife } from './life.ts';
import { refuseOlderServer } from './older-release.ts';

const NUMBER = /^[1-9]\d*$/;
const DRAFT = /^[0-9a-f]{24}\.draft$/;

/**
 * Takes a folder for this process, across all containers on one kernel. Below `locks/` in the folder lie
 *
 *     <number>        the current or a former holder: the highest number is the current one
 *     <24 hex>        the socket of that holder, which is alive as long as it accepts connections
 *     <24 hex>.draft  a future number
 *
 * A number is a hard link to a draft: link(2) fails if the name exists, so of several concurrent processes one gets it.
 * A number remains when the folder is released. Only a later holder removes it, and removes all drafts first. So a slow
 * process, which looked before others took and released the folder, has lost its draft: it gets no number and looks
 * again.
 *
 * @param folder absolute; created if missing
 * @returns a function that releases the folder
 * @throws PlexicaError `data_folder_in_use` naming the holder, `data_folder_unusable`; otherwise the system's error
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  // Others can pass through but not list it: PostgreSQL and plugins have their own users if root starts the server.
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const locks = join(folder, 'locks');
  // Closed to other users, including plugins: nobody else can connect, fill the queue of a socket, or take a
  // name.
  await mkdir(locks, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  if (!(await lstat(locks)).isDirectory()) {
    throw new PlexicaError('data_folder_unusable', `${locks} must be a folder, not a link`);
  }
  for (;;) {
    const giveBack = await take(folder, locks);
    if (giveBack === undefined) continue;
    try {
      await refuseOlderServer(folder);
      return giveBack;
    } catch (error) {
      await giveBack();
      throw error;
    }
  }
}

/** @returns `undefined` where another has taken it meanwhile, and may have given it back */
async function take(folder: string, locks: string): Promise<(() => Promise<void>) | undefined> {
  const life = randomBytes(12).toString('hex');
  const draft = join(locks, `${life}.draft`);
  let giveBack: (() => Promise<void>) | undefined;
  try {
    // Before the socket: a holder that removes the socket, because it does not listen yet, has removed the draft too.
    await writeFile(draft, JSON.stringify(holder(life)), { mode: 0o600 });
    const server = await showLife(locks, life);
    giveBack = async () => {
      await new Promise((resolve) => server.close(resolve));
      await rm(join(locks, life), { force: true });
    };
    const number = await takeNumber(folder, locks, draft);
    if (number !== undefined) {
      await clear(locks, new Set([String(number), life]));
      return giveBack;
    }
  } catch (error) {
    await giveBack?.();
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await giveBack();
  return undefined;
}

/** @returns `undefined` where the draft is gone */
async function takeNumber(folder: string, locks: string, draft: string): Promise<number | undefined> {
  for (;;) {
    const last = await highestNumber(locks);
    const before = await readHolder(join(locks, String(last)));
    if (before !== undefined && (await lives(locks, before.life))) {
      throw new PlexicaError('data_folder_in_use', describeHolder(before, folder));
    }
    try {
      await link(draft, join(locks, String(last + 1)));
      return last + 1;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (code !== 'EEXIST') throw error;
    }
  }
}

/** 0 where there is none. */
async function highestNumber(locks: string): Promise<number> {
  const numbers = (await readdir(locks)).filter((name) => NUMBER.test(name)).map(Number);
  const highest = Math.max(0, ...numbers);
  if (Number.isSafeInteger(highest + 1)) return highest;
  throw new PlexicaError(
    'data_folder_unusable',
    `${locks} contains a number that no server has written: ${highest}`,
    {
      hint: `Stop all servers that use it, then remove ${locks}.`,
    },
  );
}

/** Removes the files of all others, the numbers last. Only the holder calls this. */
async function clear(locks: string, keep: ReadonlySet<string>): Promise<void> {
  const names = (await readdir(locks, { withFileTypes: true }))
    .filter((entry) => !entry.isDirectory() && !keep.has(entry.name))
    .map(({ name }) => name);
  for (const name of names.filter((each) => DRAFT.test(each))) await rm(join(locks, name), { force: true });
  for (const name of names.filter((each) => LIFE.test(each))) {
    // Another that starts now has yet to find out that it came too late.
    if (!(await lives(locks, name))) await rm(join(locks, name), { force: true });
  }
  for (const name of names.filter((each) => NUMBER.test(each))) await rm(join(locks, name), { force: true });
}
