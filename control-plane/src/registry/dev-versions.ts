import { rm } from 'node:fs/promises';
import { Op, type Transaction } from 'sequelize';
import type { Platform } from '../platform.ts';
import type { Tables } from '../tables.ts';
import { bundleFolder } from './bundles.ts';
import type { Version } from './model.ts';

/** How many versions of `plexica dev` are kept of each plugin. */
const KEPT = 3;

/** Whether it is one of those that `plexica dev` publishes at each save. */
export function isDevVersion(version: string): boolean {
  return /^\d+\.\d+\.\d+-dev\.\d+$/.test(version);
}

/**
 * Versions `x.y.z-dev.n` of which there are three newer ones, and that nobody has installed and no tag names. Their rows
 * are gone with the transaction; their octets go with `removeVersions` after it.
 */
export async function supersededDevVersions(
  tables: Tables,
  plugin: string,
  transaction: Transaction,
): Promise<Version[]> {
  const versions = await tables.versions.findAll({
    where: { plugin, version: { [Op.like]: '%-dev.%' } },
    order: [['publishedAt', 'DESC']],
    transaction,
  });
  const older = versions.filter(({ version }) => isDevVersion(version)).slice(KEPT);
  if (older.length === 0) return [];
  const installed = await tables.installations.findAll({
    attributes: ['version'],
    where: { plugin },
    transaction,
  });
  const tagged = await tables.distTags.findAll({ where: { plugin }, transaction });
  const used = new Set([...installed, ...tagged].map(({ version }) => version));
  const superseded = older.filter(({ version }) => !used.has(version));
  const where = { plugin, version: superseded.map(({ version }) => version) };
  await tables.versions.destroy({ where, transaction });
  return superseded;
}

/**
 * Takes the octets and bundles of versions away whose rows are gone. The plugin is locked meanwhile, and a version that
 * was published again in between keeps what it has.
 */
export async function removeVersions(
  platform: Pick<Platform, 'tables' | 'blobs' | 'database' | 'shared'>,
  versions: readonly Version[],
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
