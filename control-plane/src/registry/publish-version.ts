import type { Transaction } from 'sequelize';
import { inspectPackage, packageLimits, type InspectedPackage } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Incoming } from '../blobs/filesystem.ts';
import type { Principal } from '../identity/access.ts';
import type { Platform } from '../platform.ts';
import { removeVersions, supersededDevVersions } from './dev-versions.ts';
import type { Plugin, Version } from './model.ts';
import { described } from './plugin.ts';
import { planPublish, requireOwner, versionExists, type Announced } from './publish-rules.ts';
import { DEV_TAG, tagFor } from './tags.ts';

/**
 * Publishes a package. What can be known without its octets is checked before they are read; nothing is stored unless
 * all of it is right. Of several who publish one version at once, one wins.
 *
 * @param octets the tarball as it arrives
 * @returns `unchanged` when these very octets were published before
 * @throws PlexicaError what `planPublish` and `inspectPackage` throw, `package_too_large`, `integrity_mismatch`
 */
export async function publishVersion(
  platform: Storage,
  announced: Announced,
  octets: AsyncIterable<Buffer>,
  by: Principal,
): Promise<{ version: Version; unchanged: boolean }> {
  const { tables, blobs } = platform;
  await planPublish(tables, announced, by);
  const incoming = await blobs.receive(octets, packageLimits.packed);
  try {
    requireIntegrity(incoming, announced);
    const before = await publishedBefore(tables.versions.findOne({ where: place(announced) }), incoming);
    if (before !== null) return { version: before, unchanged: true };
    const inspected = await inspectPackage(incoming.file, {
      id: announced.plugin,
      version: announced.version,
    });
    const { superseded, ...published } = await platform.database.transaction((transaction) =>
      store(platform, { announced, incoming, inspected, by }, transaction),
    );
    await removeVersions(platform, superseded);
    return published;
  } finally {
    await blobs.discard(incoming);
  }
}

/** What a publish writes to. */
type Storage = Pick<Platform, 'tables' | 'blobs' | 'database' | 'shared'>;

interface Publish {
  announced: Announced;
  incoming: Incoming;
  inspected: InspectedPackage;
  by: Principal;
}

/** Everything is asked once more here, because now nobody else can change the plugin. */
async function store(
  platform: Storage,
  { announced, incoming, inspected, by }: Publish,
  transaction: Transaction,
) {
  const { tables, blobs } = platform;
  const plugin = await lockPlugin(platform, inspected, by, transaction);
  const before = await publishedBefore(
    tables.versions.findOne({ where: place(announced), transaction }),
    incoming,
  );
  if (before !== null) return { version: before, unchanged: true, superseded: [] };
  const tag = tagFor(announced.version, announced.tag, plugin.latest ?? undefined);

  await blobs.keep(incoming);
  const version = await tables.versions.create(
    {
      ...place(announced),
      integrity: incoming.integrity,
      shasum: incoming.shasum,
      size: String(incoming.size),
      unpackedSize: String(inspected.unpackedSize),
      entries: inspected.entries.length,
      manifest: inspected.manifest,
      readme: inspected.readme ?? null,
      changelog: inspected.changelog ?? null,
      publishedBy: by.id,
    },
    { transaction },
  );
  await tables.distTags.upsert({ plugin: plugin.id, tag, version: version.version }, { transaction });
  const isLatest = tag === 'latest';
  await plugin.update(
    {
      // Until there is a latest version, the newest one speaks for the plugin.
      ...(isLatest || plugin.latest === null ? described(inspected) : {}),
      ...(isLatest ? { latest: version.version } : {}),
      updatedAt: new Date(),
    },
    { transaction },
  );
  const superseded = tag === DEV_TAG ? await supersededDevVersions(tables, plugin.id, transaction) : [];
  return { version, unchanged: false, superseded };
}

/** The plugin's row, made if it is the first publish, and locked: whoever else publishes this id waits here. */
async function lockPlugin(
  { tables }: Storage,
  inspected: InspectedPackage,
  by: Principal,
  transaction: Transaction,
): Promise<Plugin> {
  const { id, name } = inspected.manifest;
  const first = { id, owner: by.id, latest: null, ...described(inspected) };
  await tables.plugins.bulkCreate([first], { ignoreDuplicates: true, transaction });
  const plugin = await tables.plugins.findByPk(id, {
    lock: transaction.LOCK.UPDATE,
    transaction,
    rejectOnEmpty: true,
  });
  requireOwner(plugin, by);
  if (plugin.packageName !== name) {
    throw new PlexicaError(
      'invalid_package',
      `the package is named ${name}, but ${id} has been ${plugin.packageName} so far`,
      {
        hint: `Whoever depends on it by its npm name would lose it: set "name" in package.json to ${plugin.packageName}.`,
      },
    );
  }
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
    `${announced.integrity} was announced, ${integrity} has arrived`,
  );
}
