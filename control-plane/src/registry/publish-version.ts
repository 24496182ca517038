import type { Transaction } from 'sequelize';
import { inspectPackage, packageLimits, type InspectedPackage } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { storableText } from '../database/storable-text.ts';
import type { Principal } from '../access/principal.ts';
import type { RegistryPlatform } from './platform.ts';
import { openBundle } from './bundles.ts';
import type { Plugin, RegistryTables, Version } from './model.ts';
import type { Incoming } from './package-store.ts';
import { described } from './plugin.ts';
import { planPublish, requireOwner, versionExists, type Announced } from './publish-rules.ts';
import { DEV_TAG, tagFor } from './tags.ts';
import { distTagsOf } from './version.ts';

/** Largest tarball of a dev version, in bytes, that is unpacked in advance. */
const UNPACKED_AHEAD = 8 * 2 ** 20;

/**
 * Publishes a package. What needs no content is checked before the upload is read, and nothing is stored unless all
 * checks pass. If several callers publish one version at once, one wins. Bytes that were already published are kept,
 * but a tag in the request then points to the version, even if it pointed to a higher one.
 *
 * @param octets the tarball as a stream of bytes
 * @returns `distTags` of the plugin that may point to the version; `unchanged` if the same bytes were already published
 * @throws PlexicaError what `planPublish` and `inspectPackage` throw, `package_too_large`, `integrity_mismatch`
 */
export async function publishVersion(
  platform: Storage,
  announced: Announced,
  octets: AsyncIterable<Buffer>,
  by: Principal,
): Promise<Outcome> {
  const { tables, packages } = platform;
  const changes = await planPublish(tables, announced, by);
  const incoming = await packages.receive(octets, packageLimits.packed);
  try {
    requireIntegrity(incoming, announced);
    // A version that was published in between is detected once the plugin is locked.
    const isNew = changes.some(({ resource }) => resource === 'version');
    const before = isNew
      ? null
      : await publishedBefore(tables.versions.findOne({ where: place(announced) }), incoming);
    if (before !== null) {
      if (announced.tag !== undefined) await moveTag(platform, announced, announced.tag, by);
      return { version: before, distTags: await distTagsOf(tables, announced.plugin), unchanged: true };
    }
    const inspected = await inspectPackage(incoming.file, {
      id: announced.plugin,
      version: announced.version,
    });
    const stored = await platform.database.transaction((transaction) =>
      store(platform, { announced, incoming, inspected, by }, transaction),
    );
    if (announced.tag === DEV_TAG && inspected.unpackedSize <= UNPACKED_AHEAD) {
      // The version is installed next. Installing waits for these files and reports errors.
      openBundle(platform, stored.version).catch(() => undefined);
    }
    return stored;
  } finally {
    await packages.discard(incoming);
  }
}

interface Outcome {
  version: Version;
  distTags: Record<string, string>;
  unchanged: boolean;
}

/** What a publish writes to. */
type Storage = Pick<RegistryPlatform, 'tables' | 'packages' | 'database' | 'shared'>;

interface Publish {
  announced: Announced;
  incoming: Incoming;
  inspected: InspectedPackage;
  by: Principal;
}

/** Checks everything again, because now nobody else can change the plugin. */
async function store(
  platform: Storage,
  { announced, incoming, inspected, by }: Publish,
  transaction: Transaction,
): Promise<Outcome> {
  const { tables, packages } = platform;
  const plugin = await lockPlugin(platform, inspected, by, transaction);
  const before = await publishedBefore(
    tables.versions.findOne({ where: place(announced), transaction }),
    incoming,
  );
  if (before !== null) {
    if (announced.tag !== undefined) await setTag(tables, plugin, before, announced.tag, transaction);
    return {
      version: before,
      distTags: await distTagsOf(tables, announced.plugin, transaction),
      unchanged: true,
    };
  }
  const tag = tagFor(announced.version, announced.tag, plugin.latest ?? undefined);

  await packages.keep(incoming, transaction);
  const version = await tables.versions.create(
    {
      ...place(announced),
      integrity: incoming.integrity,
      shasum: incoming.shasum,
      size: String(incoming.size),
      unpackedSize: String(inspected.unpackedSize),
      entries: inspected.entries.length,
      manifest: inspected.manifest,
      readme: inspected.readme === undefined ? null : storableText(inspected.readme),
      changelog: inspected.changelog === undefined ? null : storableText(inspected.changelog),
      publishedBy: by.id,
    },
    { transaction },
  );
  // Without a latest version, the newest one describes the plugin.
  const speaks = plugin.latest === null ? described(inspected) : {};
  await plugin.update({ ...speaks, updatedAt: new Date() }, { transaction });
  await setTag(tables, plugin, version, tag, transaction);
  // No other tag can point to a version that did not exist.
  return { version, distTags: { [tag]: version.version }, unchanged: false };
}

/** @throws PlexicaError `version_not_found` if it was removed in the meantime, as old dev versions are */
async function moveTag(
  { database, tables }: Storage,
  announced: Announced,
  tag: string,
  by: Principal,
): Promise<void> {
  const { plugin: id, version: wanted } = announced;
  await database.transaction(async (transaction) => {
    const plugin = await lockedPlugin(tables, id, by, transaction);
    const version = await tables.versions.findOne({ where: place(announced), transaction });
    if (version === null) throw new PlexicaError('version_not_found', `${id} has no version ${wanted}`);
    await setTag(tables, plugin, version, tag, transaction);
  });
}

/** Points a tag to a version. The latest version describes the plugin. */
async function setTag(
  tables: RegistryTables,
  plugin: Plugin,
  version: Version,
  tag: string,
  transaction: Transaction,
): Promise<void> {
  await tables.distTags.upsert({ plugin: plugin.id, tag, version: version.version }, { transaction });
  if (tag !== 'latest') return;
  await plugin.update({ ...described(version), latest: version.version }, { transaction });
}

/** Locks the row of the plugin, and creates it at the first publish. Other publishers of this id wait here. */
async function lockPlugin(
  { tables }: Storage,
  inspected: InspectedPackage,
  by: Principal,
  transaction: Transaction,
): Promise<Plugin> {
  const { id, name } = inspected.manifest;
  const lock = transaction.LOCK.UPDATE;
  let plugin = await tables.plugins.findByPk(id, { lock, transaction });
  if (plugin === null) {
    const first = { id, owner: by.id, latest: null, ...described(inspected) };
    await tables.plugins.bulkCreate([first], { ignoreDuplicates: true, transaction });
    plugin = await tables.plugins.findByPk(id, { lock, transaction, rejectOnEmpty: true });
  }
  requireOwner(plugin, by);
  if (plugin.packageName !== name) {
    throw new PlexicaError(
      'invalid_package',
      `the package is named ${name}, but earlier versions of ${id} are named ${plugin.packageName}`,
      {
        hint: `Set "name" in package.json to ${plugin.packageName}. A new name would break packages that depend on it.`,
      },
    );
  }
  return plugin;
}

/** @throws PlexicaError `plugin_owned_by_another` */
async function lockedPlugin(
  tables: RegistryTables,
  id: string,
  by: Principal,
  transaction: Transaction,
): Promise<Plugin> {
  const plugin = await tables.plugins.findByPk(id, {
    lock: transaction.LOCK.UPDATE,
    transaction,
    rejectOnEmpty: true,
  });
  requireOwner(plugin, by);
  return plugin;
}

function place({ plugin, version }: Announced) {
  return { plugin, version };
}

async function publishedBefore(
  lookup: Promise<Version | null>,
  { integrity }: Incoming,
): Promise<Version | null> {
  const before = await lookup;
  if (before !== null && before.integrity !== integrity) throw versionExists(before.plugin, before.version);
  return before;
}

function requireIntegrity({ integrity }: Incoming, announced: Announced): void {
  if (announced.integrity === undefined || announced.integrity === integrity) return;
  throw new PlexicaError(
    'integrity_mismatch',
    `the upload does not match its checksum: expected ${announced.integrity}, received ${integrity}`,
  );
}
