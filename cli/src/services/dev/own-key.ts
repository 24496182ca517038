import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { isMissing } from '../project/missing.ts';

/**
 * The key that identifies data that `plexica dev` created for this user. It is stored outside all projects.
 *
 * @returns `undefined` if there is none yet
 * @throws PlexicaError `unexpected` if the file is damaged
 */
export async function readOwnKey(configFolder: string): Promise<Buffer | undefined> {
  const file = fileIn(configFolder);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return undefined;
  });
  if (text === undefined) return undefined;
  if (/^[0-9a-f]{64}\n$/.test(text)) return Buffer.from(text.trim(), 'hex');
  throw new PlexicaError('unexpected', `${file} is damaged: it does not contain a key.`, {
    hint: 'Delete it, then accept the data of each project again with `plexica dev --trust-data`.',
  });
}

/** The same, created if missing. @throws PlexicaError `unexpected` if it cannot be saved */
export async function ownKey(configFolder: string): Promise<Buffer> {
  const known = await readOwnKey(configFolder);
  if (known !== undefined) return known;
  const file = fileIn(configFolder);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(configFolder, { recursive: true, mode: 0o700 });
    await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    // If two processes create it at once, both use the first key.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } catch (cause) {
    const message = `The key for project data cannot be saved in ${configFolder}: ${(cause as Error).message}`;
    throw new PlexicaError('unexpected', message, {
      hint: 'Set PLEXICA_HOME to a folder that you can write to.',
      cause,
    });
  } finally {
    await rm(draft, { force: true });
  }
  return ownKey(configFolder);
}

function fileIn(configFolder: string): string {
  return join(configFolder, 'dev-data.key');
}
