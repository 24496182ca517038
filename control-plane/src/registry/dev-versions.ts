import { setTimeout as sleep } from 'node:timers/promises';
import type { RegistryPlatform } from './platform.ts';
import { removeBundle, type Identity } from './bundles.ts';

/** Number of dev versions that are kept of each plugin. */
const KEPT = 3;
/** PostgreSQL reads it as JavaScript does. */
const DEV_VERSION = /^\d+\.\d+\.\d+-dev\.\d+$/;
/** Delay in milliseconds before older versions are removed: the update after a publish needs the processors first. */
const DELAY = 1_000;

const SUPERSEDED = `DELETE FROM plexica.versions v WHERE plugin = $1 AND version ~ $2
     AND version NOT IN (SELECT version FROM plexica.versions WHERE plugin = $1 AND version ~ $2
                           ORDER BY published_at DESC LIMIT $3)
     AND NOT EXISTS (SELECT FROM plexica.dist_tags t WHERE (t.plugin, t.version) = (v.plugin, v.version))
     AND version <> ALL ($4)
   RETURNING plugin, version, integrity`;

/** Plugins with a scheduled removal, by folder of the server: many publishes need only one. */
const due = new Set<string>();

type Storage = Pick<RegistryPlatform, 'database' | 'tables' | 'packages' | 'shared' | 'versionsInUse'>;

/**
 * Removes, soon after a publish, the versions `x.y.z-dev.n` with three newer ones that no installation, operation or
 * tag uses. If the server stops first, the next publish removes them, and housekeeping removes packages without a
 * version.
 */
export async function supersedeDevVersionsLater(
  platform: Storage & Pick<RegistryPlatform, 'stopping' | 'log'>,
  plugin: string,
): Promise<void> {
  const { stopping, log, shared } = platform;
  const one = `${shared} ${plugin}`;
  if (due.has(one)) return;
  due.add(one);
  try {
    await sleep(DELAY, undefined, { signal: stopping, ref: false });
  } catch {
    return;
  } finally {
    due.delete(one);
  }
  const versions = await forgetSuperseded(platform, plugin).catch((error: unknown) => {
    if (!stopping.aborted)
      log.warn({ err: error, plugin }, 'cannot delete old versions; retrying at the next publish');
    return [];
  });
  for (const version of versions) {
    if (stopping.aborted) return;
    await removeOctets(platform, version).catch((error: unknown) =>
      log.warn(
        { err: error, ...version },
        'cannot delete the package of an old version; retrying at the next start',
      ),
    );
  }
}

/** Deletes their rows. The plugin is locked, so that no tag moves to one of them. */
async function forgetSuperseded(platform: Storage, plugin: string): Promise<Identity[]> {
  const { database, tables } = platform;
  return database.transaction(async (transaction) => {
    await tables.plugins.findByPk(plugin, { lock: transaction.LOCK.UPDATE, transaction });
    const inUse = await platform.versionsInUse(plugin, transaction);
    return database.rows<Identity>(SUPERSEDED, [plugin, DEV_VERSION.source, KEPT, inUse], transaction);
  });
}

/** The plugin is locked, and a version that was published again in between keeps its package. */
async function removeOctets(
  { database, tables, packages, shared }: Storage,
  version: Identity,
): Promise<void> {
  const { plugin, integrity } = version;
  const where = { plugin, version: version.version, integrity };
  await database.transaction(async (transaction) => {
    await tables.plugins.findByPk(plugin, { lock: transaction.LOCK.UPDATE, transaction });
    if ((await tables.versions.count({ where, transaction })) > 0) return;
    await packages.removeOrphan(integrity, transaction);
    await removeBundle(shared, version);
  });
}
