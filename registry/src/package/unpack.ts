import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PlexicaError } from '@plexica/sdk/errors';
import { readPackage, type PackageSource } from './package-entries.ts';

/**
 * Extracts an inspected package: regular files only, without the leading `package/`, files 0644 and folders 0755
 * whatever archive and umask say. The names are checked again. After an error the folder is gone.
 *
 * @param folder is made, and must not exist
 * @param integrity of the package when it was inspected
 * @throws PlexicaError `integrity_mismatch` when the bytes have changed since, or what `inspectPackage` throws
 */
export async function unpackPackage(source: PackageSource, folder: string, integrity: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder);
  try {
    const { files, octets } = readPackage(source);
    const folders = new Set([folder]);
    for await (const { path, body } of files) {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      for (let above = dirname(target); !folders.has(above); above = dirname(above)) folders.add(above);
      await pipeline(body, createWriteStream(target, { flags: 'wx' }));
      // Set afterwards: what a file is made with passes through the umask.
      await chmod(target, 0o644);
    }
    for (const made of folders) await chmod(made, 0o755);
    const found = octets().integrity;
    if (found !== integrity) {
      throw new PlexicaError(
        'integrity_mismatch',
        `The stored package has the integrity ${found}, not ${integrity}`,
      );
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
