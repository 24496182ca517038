import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { collisionDetector, entryNameProblem } from './entry-names.ts';
import { gunzipOneMember } from './gzip.ts';
import { packageLimits } from './limits.ts';
import { refusal, tooLarge } from './refusal.ts';
import { readTar, type TarEntry } from './tar-reader.ts';

/** A file's path, or its bytes as they arrive. A stream is destroyed when the package is refused. */
export type PackageSource = string | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** What is known of the packed bytes once all of them have been read. */
export interface Octets {
  size: number;
  integrity: string;
  shasum: string;
}

export interface PackageReading {
  /** Regular files whose names have been checked; paths without `package/`. */
  files: AsyncGenerator<TarEntry>;
  /** Call it after the last file. */
  octets: () => Octets;
}

/**
 * Reads a package without holding it: at most a few chunks are in memory.
 *
 * @throws PlexicaError `invalid_package` or `package_too_large`, from the iteration
 */
export function readPackage(source: PackageSource): PackageReading {
  const sha512 = createHash('sha512');
  const sha1 = createHash('sha1');
  let size = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > packageLimits.packed) {
        return done(tooLarge(`The package has more than ${packageLimits.packed / 2 ** 20} MiB packed`));
      }
      sha512.update(chunk);
      sha1.update(chunk);
      return done(null, chunk);
    },
  });
  const input =
    typeof source === 'string' ? createReadStream(source) : Readable.from(source, { objectMode: false });
  input.on('error', (error) => measured.destroy(error));
  measured.on('close', () => input.destroy());
  input.pipe(measured);

  return {
    files: checkedFiles(readTar(gunzipOneMember(measured))),
    octets: () => ({ size, integrity: `sha512-${sha512.digest('base64')}`, shasum: sha1.digest('hex') }),
  };
}

async function* checkedFiles(entries: AsyncGenerator<TarEntry>): AsyncGenerator<TarEntry> {
  const collision = collisionDetector();
  for await (const entry of entries) {
    const path = entry.kind === 'directory' ? entry.path.replace(/\/$/, '') : entry.path;
    const problem = entryNameProblem(path) ?? collision(path, entry.kind);
    if (problem) throw refusal(entry.path, problem);
    if (entry.kind === 'file') yield { ...entry, path: path.slice('package/'.length) };
  }
}
