import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, fstat } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Blob, BlobDriver } from './driver.ts';

const statOf = promisify(fstat);

const KEY = /^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*)*$/i;

/** No key begins with a dot. */
const INCOMING = '.incoming';

/** A file that was not written to for longer, in milliseconds, is abandoned. */
const ABANDONED_MS = 60 * 60_000;

/**
 * Stores blobs in a folder: a key is a path below it, and `.incoming/` contains unfinished files. The file system must
 * support hard links and atomic renames.
 */
export class FileBlobs implements BlobDriver {
  readonly #folder: string;
  readonly #incoming: string;

  /** @param folder absolute; `open` creates it */
  constructor(folder: string) {
    this.#folder = folder;
    this.#incoming = join(folder, INCOMING);
  }

  /** Creates the folder and removes abandoned files of killed servers. Other servers may be writing theirs now. */
  async open(): Promise<void> {
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#incoming)) {
      const file = join(this.#incoming, name);
      const { mtimeMs } = await stat(file).catch(unlessMissing({ mtimeMs: Infinity }));
      if (mtimeMs < Date.now() - ABANDONED_MS) await rm(file, { force: true });
    }
  }

  async put(key: string, blob: Blob): Promise<void> {
    await this.#write(key, blob, rename);
  }

  async create(key: string, blob: Blob): Promise<boolean> {
    try {
      await this.#write(key, blob, link);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  async get(key: string): Promise<Blob | undefined> {
    const stream = createReadStream(this.#path(key));
    const opened = await once(stream, 'open').catch(unlessMissing(undefined));
    if (opened === undefined) return undefined;
    const { size } = await statOf(opened[0] as number);
    return { stream, size };
  }

  async *list(prefix: string): AsyncGenerator<string> {
    const below = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const files = await readdir(join(this.#folder, below), { recursive: true, withFileTypes: true }).catch(
      unlessMissing([]),
    );
    for (const file of files) {
      const key = join(file.parentPath, file.name)
        .slice(this.#folder.length + 1)
        .replaceAll(sep, posix.sep);
      if (file.isFile() && key.startsWith(prefix) && KEY.test(key)) yield key;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  async #write(
    key: string,
    { stream, size }: Blob,
    place: (file: string, path: string) => Promise<void>,
  ): Promise<void> {
    const path = this.#path(key);
    const file = join(this.#incoming, randomUUID());
    // `flush` waits until the bytes are on the disk.
    const written = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
    try {
      await pipeline(stream, written);
      if (written.bytesWritten !== size) {
        throw new Error(`${key}: expected ${size} bytes, received ${written.bytesWritten}`);
      }
      const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await place(file, path);
      const top = made === undefined ? dirname(path) : dirname(made);
      for (let folder = dirname(path); folder.length >= top.length; folder = dirname(folder)) {
        await syncFolder(folder);
      }
    } finally {
      // The file may not exist yet: `pipeline` does not wait for its creation when the source fails.
      if (!written.closed) await new Promise((closed) => written.once('close', closed));
      await rm(file, { force: true });
    }
  }

  #path(key: string): string {
    if (!KEY.test(key)) throw new TypeError(`invalid blob key: ${key}`);
    return join(this.#folder, key);
  }
}

/** A renamed file survives a power cut only once its folder is on disk. Windows cannot open folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unlessMissing<Instead>(instead: Instead) {
  return (error: unknown): Instead => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
}
