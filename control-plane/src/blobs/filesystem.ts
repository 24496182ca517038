import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PlexicaError } from '@plexica/sdk/errors';

/** Octets that have arrived and are not kept yet. */
export interface Incoming {
  /** Absolute path of the file, until it is kept or discarded. */
  readonly file: string;
  /** Octets. */
  readonly size: number;
  /** sha512 in SRI form (W3C Subresource Integrity). */
  readonly integrity: string;
  /** sha1 in hex. */
  readonly shasum: string;
}

/**
 * Packages in a folder, each under the sha512 of its octets:
 *
 *     incoming/<uuid>                      on their way in
 *     packages/<first 2 hex>/<128 hex>.tgz  complete, on disk, never changed
 *
 * One server uses the folder at a time.
 */
export class Blobs {
  readonly #incoming: string;
  readonly #packages: string;
  /** Ends when nothing is put in its place or judged to be an orphan any more. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param folder absolute; `open` makes it */
  constructor(folder: string) {
    this.#incoming = join(folder, 'incoming');
    this.#packages = join(folder, 'packages');
  }

  /** Makes the folders and throws away what was on its way in when the last server ended. */
  async open(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
    await mkdir(this.#packages, { recursive: true, mode: 0o700 });
  }

  /**
   * Writes octets to disk as they come and hashes them on the way.
   *
   * @param limit most octets; reading stops at the first one more
   * @throws PlexicaError `package_too_large`; whatever the source throws. Nothing is left behind then.
   */
  async receive(source: AsyncIterable<Buffer>, limit: number): Promise<Incoming> {
    const file = join(this.#incoming, randomUUID());
    const sha512 = createHash('sha512');
    const sha1 = createHash('sha1');
    let size = 0;
    async function* measured(): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        size += chunk.length;
        if (size > limit) {
          throw new PlexicaError('package_too_large', `the package is larger than ${limit} octets`);
        }
        sha512.update(chunk);
        sha1.update(chunk);
        yield chunk;
      }
    }
    // `flush` waits until the octets are on the disk and not only with the operating system.
    const written = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
    try {
      await pipeline(measured, written);
    } catch (error) {
      // The file may still be on its way to being created: `pipeline` does not wait for that when its source fails.
      if (!written.closed) await new Promise((closed) => written.once('close', closed));
      await rm(file, { force: true });
      throw error;
    }
    return { file, size, integrity: `sha512-${sha512.digest('base64')}`, shasum: sha1.digest('hex') };
  }

  /** Puts octets in their place, for good. The same octets a second time change nothing. */
  async keep({ file, integrity }: Incoming): Promise<void> {
    const { folder, path } = this.#place(integrity);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.#alone(() => rename(file, path));
    await syncFolder(folder);
    if (made !== undefined) await syncFolder(this.#packages);
  }

  async discard({ file }: Incoming): Promise<void> {
    await rm(file, { force: true });
  }

  /** @throws Error with code ENOENT when there are no such octets */
  async read(integrity: string): Promise<{ stream: ReadStream; size: number }> {
    const { path } = this.#place(integrity);
    const { size } = await stat(path);
    return { stream: createReadStream(path), size };
  }

  async remove(integrity: string): Promise<void> {
    await rm(this.#place(integrity).path, { force: true });
  }

  /**
   * Removes packages that nobody knows: a server was killed, or the database went away, between keeping the octets and
   * writing the row that tells of them.
   *
   * @param before only those that were kept before this moment, in milliseconds: what is being published has no row yet
   */
  async removeOrphans(isKnown: (integrity: string) => Promise<boolean>, before = Infinity): Promise<void> {
    const files = await readdir(this.#packages, { recursive: true, withFileTypes: true });
    for (const { name } of files.filter((entry) => entry.isFile())) {
      const integrity = `sha512-${Buffer.from(name.replace('.tgz', ''), 'hex').toString('base64')}`;
      if (await isKnown(integrity)) continue;
      // Published again since it was asked for, it is as young as its last arrival.
      await this.#alone(async () => {
        const kept = await stat(this.#place(integrity).path).catch((error: unknown) => {
          // It has been removed since the folder was read.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        });
        if (kept !== undefined && kept.mtimeMs < before) await this.remove(integrity);
      });
    }
  }

  /** Nothing else of this kind happens meanwhile; one server uses the folder. */
  #alone<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #place(integrity: string): { folder: string; path: string } {
    const hex = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
    const folder = join(this.#packages, hex.slice(0, 2));
    return { folder, path: join(folder, `${hex}.tgz`) };
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
