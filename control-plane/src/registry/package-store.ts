import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Transaction } from 'sequelize';
import type { Blob, BlobDriver } from '../blobs/driver.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';

/** A received package that is not stored yet. */
export interface Incoming {
  /** Absolute path of the file, until it is discarded. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** sha512 in SRI form (W3C Subresource Integrity). */
  readonly integrity: string;
  /** sha1 in hex. */
  readonly shasum: string;
}

/** Contains the id of the platform that owns these packages. */
const OWNER = 'platform';

/**
 * Packages, each under the sha512 of its bytes: `packages/<first 2 hex>/<128 hex>.tgz`, complete and never changed. All
 * servers of one database share them.
 *
 * A package belongs to the versions with its integrity. Without one it is an orphan: its server was killed, or the
 * database was lost, between storing the bytes and committing the row. Orphans are removed under an advisory lock of
 * the package: publishers share the lock from before the bytes are stored until the commit, and removal holds it
 * exclusively. So a removed package has no row, and nobody is about to write one.
 */
export class PackageStore {
  readonly #driver: BlobDriver;
  readonly #database: PlatformDatabase;
  readonly #incoming: string;

  /** @param incoming absolute folder for arriving packages, used only by this server; `open` empties it */
  constructor(driver: BlobDriver, database: PlatformDatabase, incoming: string) {
    this.#driver = driver;
    this.#database = database;
    this.#incoming = incoming;
  }

  /** @throws PlexicaError `invalid_configuration` if the store contains packages of another database */
  async open(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
    await this.#driver.open();
    const id = Buffer.from(this.#database.platform);
    if (await this.#driver.create(OWNER, { stream: Readable.from([id]), size: id.length })) return;
    const owner = await this.#driver.get(OWNER);
    if (owner !== undefined && (await text(owner.stream)) === this.#database.platform) return;
    throw new PlexicaError(
      'invalid_configuration',
      'PLEXICA_BLOBS: contains the packages of another database',
      {
        hint: `Set PLEXICA_BLOBS to the folder that this database uses. If the other database no longer exists, remove the file \`${OWNER}\` from the folder. All its packages are then deleted.`,
      },
    );
  }

  /**
   * Writes a package to disk while it arrives, and hashes it.
   *
   * @param limit in bytes; reading stops at the first byte beyond it
   * @throws PlexicaError `package_too_large`; whatever the source throws. In both cases, the file is removed.
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
          throw new PlexicaError('package_too_large', `the package is larger than ${limit} bytes`);
        }
        sha512.update(chunk);
        sha1.update(chunk);
        yield chunk;
      }
    }
    const written = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    try {
      await pipeline(measured, written);
    } catch (error) {
      // The file may not exist yet: `pipeline` does not wait for its creation when the source fails.
      if (!written.closed) await new Promise((closed) => written.once('close', closed));
      await rm(file, { force: true });
      throw error;
    }
    return { file, size, integrity: `sha512-${sha512.digest('base64')}`, shasum: sha1.digest('hex') };
  }

  /** Stores a package. Write its version in the same transaction, which protects the package until it ends. */
  async keep({ file, size, integrity }: Incoming, transaction: Transaction): Promise<void> {
    const lock = 'SELECT pg_advisory_xact_lock_shared($1::bigint)';
    await this.#database.rows(lock, [lockOf(integrity)], transaction);
    await this.#driver.put(keyOf(integrity), { stream: createReadStream(file), size });
  }

  async discard({ file }: Incoming): Promise<void> {
    await rm(file, { force: true });
  }

  /** @throws Error with code ENOENT if the package does not exist */
  async read(integrity: string): Promise<Blob> {
    const blob = await this.#driver.get(keyOf(integrity));
    if (blob !== undefined) return blob;
    throw Object.assign(new Error(`the package ${integrity} no longer exists`), { code: 'ENOENT' });
  }

  /** Removes a package without a version, unless it is being published. Locks it until the transaction ends. */
  async removeOrphan(integrity: string, transaction: Transaction): Promise<void> {
    const [lock] = await this.#database.rows<{ mine: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1::bigint) AS mine',
      [lockOf(integrity)],
      transaction,
    );
    if (lock?.mine !== true) return;
    const versions = await this.#database.rows(
      'SELECT FROM plexica.versions WHERE integrity = $1 LIMIT 1',
      [integrity],
      transaction,
    );
    if (versions.length === 0) await this.#driver.delete(keyOf(integrity));
  }

  /** Removes all packages without a version. Safe while others publish. */
  async removeOrphans(): Promise<void> {
    const versions = await this.#database.rows<{ integrity: string }>(
      'SELECT integrity FROM plexica.versions',
    );
    const known = new Set(versions.map(({ integrity }) => keyOf(integrity)));
    for await (const key of this.#driver.list('packages/')) {
      const hex = /([0-9a-f]{128})\.tgz$/.exec(key)?.[1];
      if (hex === undefined || known.has(key)) continue;
      const integrity = `sha512-${Buffer.from(hex, 'hex').toString('base64')}`;
      await this.#database.transaction((transaction) => this.removeOrphan(integrity, transaction));
    }
  }
}

function hashOf(integrity: string): Buffer {
  return Buffer.from(integrity.slice('sha512-'.length), 'base64');
}

function keyOf(integrity: string): string {
  const hex = hashOf(integrity).toString('hex');
  return `packages/${hex.slice(0, 2)}/${hex}.tgz`;
}

/** Two packages with the same number only wait for each other. */
function lockOf(integrity: string): string {
  return hashOf(integrity).readBigInt64BE().toString();
}
