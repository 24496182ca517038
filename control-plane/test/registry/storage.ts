import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { FileBlobs } from '../../src/blobs/filesystem.ts';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';
import { openPlatformDatabase } from '../../src/database/platform-database.ts';
import { deriveKeys } from '../../src/keys.ts';
import type { Platform } from '../../src/platform.ts';
import { PackageStore } from '../../src/registry/package-store.ts';
import { defineTables } from '../../src/tables.ts';

export type Storage = Pick<Platform, 'tables' | 'packages' | 'database' | 'shared'>;

/** The registry's part of a platform on a folder and a database. */
export async function openStorage(folder: string, databaseUrl: string): Promise<Storage> {
  const database = await openPlatformDatabase(databaseUrl, pino({ level: 'silent' }));
  return {
    database,
    tables: defineTables(database.sequelize),
    packages: new PackageStore(new FileBlobs(join(folder, 'blobs')), database, join(folder, 'incoming')),
    shared: folder,
  };
}

/** The same on a folder and a database of its own. */
export async function startStorage() {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-storage-'));
  await chmod(folder, 0o711);
  const keys = deriveKeys('a secret of a test, long enough');
  const postgres = await startEmbeddedPostgres(join(folder, 'database'), keys, pino({ level: 'silent' }));
  const storage = await openStorage(folder, postgres.url);
  await storage.packages.open();
  return {
    folder,
    databaseUrl: postgres.url,
    storage,
    close: async () => {
      await storage.database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
