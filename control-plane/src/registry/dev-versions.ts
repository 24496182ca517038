import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from 'sequelize';
import type { Platform } from '../platform.ts';
import { bundleFolder, type Identity } from './bundles.ts';

/** How many versions of `plexica dev` are kept of each plugin. */
const KEPT = 3;
/** For JavaScript and PostgreSQL. */
const DEV_VERSION = '^\\d+\\.\\d+\\.\\d+-dev\\.\\d+$';
/** Milliseconds before their octets are removed: the update that follows a publish has the processors until then. */
const DELAY = 1_000;

/** Whether it is one of those that `plexica dev` publishes at each save. */
export function isDevVersion(version: string): boolean {
  return new RegExp(DEV_VERSION).test(version);
}

/**
 * Takes away the rows of versions `x.y.z-dev.n` of which there are three newer ones, and that nobody has installed and
 * no tag names. Their octets go with `removeLater` after the transaction.
 */
export async function supersedeDevVersions(
  database: Platform['database'],
  plugin: string,
  transaction: Transaction,
): Promise<Identity[]> {
  return database.rows<Identity>(
    `DELETE FROM plexica.versions v WHERE plugin = $1 AND version ~ $2
       AND version NOT IN (SELECT version FROM plexica.versions WHERE plugin = $1 AND version ~ $2
                             ORDER BY published_at DESC LIMIT $3)
       AND NOT EXISTS (SELECT FROM plexica.installations i WHERE (i.plugin, i.version) = (v.plugin, v.version))
       AND NOT EXISTS (SELECT FROM plexica.dist_tags t WHERE (t.plugin, t.version) = (v.plugin, v.version))
     RETURNING plugin, version, integrity`,
    [plugin, DEV_VERSION, KEPT],
    transaction,
  );
}

/** Removes what such versions have on the disk, soon; what a server does not come to is cleared at its next start. */
export async function removeLater(
  platform: Pick<Platform, 'tables' | 'blobs' | 'database' | 'shared' | 'stopping' | 'log'>,
  versions: readonly Identity[],
): Promise<void> {
  try {
    await sleep(DELAY, undefined, { signal: platform.stopping, ref: false });
    await removeVersions(platform, versions);
  } catch (error) {
    if (!platform.stopping.aborted)
      platform.log.warn(
        { err: error },
        'packages of versions that were taken away are left until the next start',
      );
  }
}

/**
 * Takes the octets and bundles of versions away whose rows are gone. The plugin is locked meanwhile, and a version that
 * was published again in between keeps what it has.
 */
async function removeVersions(
  platform: Pick<Platform, 'tables' | 'blobs' | 'database' | 'shared'>,
  versions: readonly Identity[],
): Promise<void> {
  const { database, tables, blobs, shared } = platform;
  const [first] = versions;
  if (first === undefined) return;
  await database.transaction(async (transaction) => {
    await tables.plugins.findByPk(first.plugin, { lock: transaction.LOCK.UPDATE, transaction });
    for (const { plugin, version, integrity } of versions) {
      if ((await tables.versions.count({ where: { plugin, version }, transaction })) > 0) continue;
      await blobs.remove(integrity);
      await rm(bundleFolder(shared, { plugin, version, integrity }), { recursive: true, force: true });
    }
  });
}
