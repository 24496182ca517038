import { createWriteStream } from 'node:fs';
import { chmod, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PlexicaError } from '@plexica/sdk/errors';
import { readPackage, type PackageSource } from './package-entries.ts';

/** Bytes up to which a file is held in memory; this many such files are written at once. */
const SMALL = 64 * 1024;
const AT_ONCE = 16;

interface SmallFile {
  target: string;
  content: Buffer;
}

/**
 * Extracts an inspected package: regular files only, without the leading `package/`, files 0644 and folders 0755
 * whatever the archive and the umask say. The names are checked again. After an error, the folder is removed.
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
    let small: SmallFile[] = [];
    for await (const { path, size, body } of files) {
      const target = join(folder, path);
      if (!folders.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
      for (let above = dirname(target); !folders.has(above); above = dirname(above)) folders.add(above);
      if (size > SMALL) {
        await pipeline(body, createWriteStream(target, { flags: 'wx' }));
        // Set afterwards, because the umask changes the mode of a new file.
        await chmod(target, 0o644);
        continue;
      }
      small.push({ target, content: await buffer(body) });
      if (small.length < AT_ONCE) continue;
      await writeSmall(small);
      small = [];
    }
    await writeSmall(small);
    for (const made of folders) await chmod(made, 0o755);
    const found = octets().integrity;
    if (found !== integrity) {
      throw new PlexicaError(
        'integrity_mismatch',
        `The stored package has the checksum ${found}, not ${integrity}`,
      );
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** @throws Error of the first file that could not be written, once none is being written any more */
async function writeSmall(files: readonly SmallFile[]): Promise<void> {
  const written = await Promise.allSettled(
    files.map(async ({ target, content }) => {
      const file = await open(target, 'wx');
      try {
        await file.writeFile(content);
        await file.chmod(0o644);
      } finally {
        await file.close();
      }
    }),
  );
  for (const outcome of written) if (outcome.status === 'rejected') throw outcome.reason;
}
