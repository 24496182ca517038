import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Header, Pax } from 'tar';
import { PlexicaError } from '@plexica/sdk/errors';
import { blockSize } from './tar-header.ts';

/** A file to be packed: from memory, or from the disk with the size that it had when it was listed. */
export interface PackedFile {
  /** Below `package/`. */
  path: string;
  size: number;
  content: Buffer | { file: string };
}

/** Bytes up to which reading a whole file is faster than a stream. */
const smallFile = 64 * 1024;

/** Maximum number of files for reading the small ones in parallel. With more, the process could run out of descriptors. */
const fewFiles = 64;

/** The date that npm gives to all files, so that the bytes do not depend on the time of packing. */
const fixedTime = new Date('1985-10-26T08:15:00Z');

/** A tar archive without owners, modes and times, so that it depends on paths and contents only. */
export async function* writeTar(files: readonly PackedFile[]): AsyncGenerator<Buffer> {
  for (const file of files.length > fewFiles ? files : await Promise.all(files.map(readSmall))) {
    yield* header(file);
    yield* content(file);
    const padding = (blockSize - (file.size % blockSize)) % blockSize;
    if (padding > 0) yield Buffer.alloc(padding);
  }
  yield Buffer.alloc(2 * blockSize);
}

function header({ path, size }: PackedFile): Buffer[] {
  const fields = { path: `package/${path}`, size, mode: 0o644, mtime: fixedTime, type: 'File' as const };
  const block = Buffer.alloc(blockSize);
  const needsPax = new Header(fields).encode(block);
  return needsPax ? [new Pax({ path: fields.path }).encode(), block] : [block];
}

async function readSmall(file: PackedFile): Promise<PackedFile> {
  const { size, content } = file;
  return Buffer.isBuffer(content) || size > smallFile
    ? file
    : { ...file, content: await readFile(content.file) };
}

async function* content(file: PackedFile): AsyncGenerator<Buffer> {
  const { path, size, content: packed } = await readSmall(file);
  let length = 0;
  for await (const chunk of Buffer.isBuffer(packed) ? [packed] : createReadStream(packed.file)) {
    length += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
  if (length !== size) {
    throw new PlexicaError('invalid_package', `${path} changed while it was packed; pack again`);
  }
}
