import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { fileReason } from '../../file-error.ts';

/**
 * Writes a package, and creates its folder.
 *
 * @throws PlexicaError `bad_usage` if the folder cannot be written to
 */
export async function writePackage(file: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(file);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, bytes);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'it is not a folder' : (fileReason(cause) ?? message);
    throw new PlexicaError('bad_usage', `The package cannot be written to ${folder}: ${reason}.`, {
      hint: 'Pass a folder that you can write to with --output.',
      cause,
    });
  }
}
