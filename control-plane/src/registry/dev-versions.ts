import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from 'sequelize';
import type { Platform } from '../platform.ts';
import { removeBundle, type Identity } from './bundles.ts';

/** How many versions of `plexica dev` are kept of each plugin. */
const KEPT = 3;
/** PostgreSQL reads it as JavaScript does. */
const DEV_VERSION = /^\d+\.\d+\.\d+-dev\.\d+$/;
/** Milliseconds before their octets are removed: the update that follows a publish has the processors until then. */
const DELAY = 1_000;

/** Whether it is one of those that `plexica dev` publishes at each save. */
export function isDevVersion(version: string): boolean {
  return DEV_VERSION.test(version);
}

/**
 * Takes away the rows of versions `x.y.z-dev.n` of which there are three newer ones, and that nobody has installed or is
 * putting in place, and no tag names. Their octets go with `removeSupersededLater` after the transaction.
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
       AND NOT EXISTS (SELECT FROM plexica.operations WHERE state IN ('running', 'undoing')
                         AND jsonb_path_exists(input::jsonb, '$.** ? (@.plugin == $$plugin && @.version == $$version)',
                               jsonb_build_object('plugin', v.plugin, 'version', v.version)))
     RETURNING plugin, version, integrity`,
    [plugin, DEV_VERSION.source, KEPT],
    transaction,
  );
}

type Storage = Pick<Platform, 'tables' | 'blobs' | 'database' | 'shared'>;

/** Removes what such versions have on the disk, soon; what a server does not come to is cleared at its next start. */
export async function removeSupersededLater(
  platform: Storage & Pick<Platform, 'stopping' | 'log'>,
  versions: readonly Identity[],
): Promise<void> {
  const { stopping, log } = platform;
  try {
    await sleep(DELAY, undefined, { signal: stopping, ref: false });
    for (const version of versions) if (!stopping.aborted) await removeOctets(platform, version);
  } catch (error) {
    if (!stopping.aborted)
      log.warn({ err: error }, 'packages that were taken away are left until the next start');
  }
}

/** The plugin is locked meanwhile, and a version that was published again in between keeps what it has. */
async function removeOctets({ database, tables, blobs, shared }: Storage, version: Identity): Promise<void> {
  const { plugin, integrity } = version;
  const where = { plugin, version: version.version, integrity };
  await database.transaction(async (transaction) => {
    await tables.plugins.findByPk(plugin, { lock: transaction.LOCK.UPDATE, transaction });
    if ((await tables.versions.count({ where, transaction })) > 0) return;
    await blobs.remove(integrity);
    await removeBundle(shared, version);
  });
}
