import type { RegistryPlatform } from './platform.ts';
import { PlexicaError } from '@plexica/sdk/errors';
import type { BuiltManifest } from '@plexica/registry';
import type { Plugin } from './model.ts';
import { distTagsOf, findVersion, tarballUrl } from './version.ts';

/** Keys of a manifest that come from package.json. The others mean nothing to npm. */
const PACKAGE_KEYS = [
  'name',
  'version',
  'description',
  'license',
  'author',
  'repository',
  'keywords',
  'engines',
];

/** Media type of the abbreviated packument, which contains only what an installer needs. */
export const ABBREVIATED = 'application/vnd.npm.install-v1+json';

interface PublishedRow {
  version: string;
  package: Pick<BuiltManifest, 'name' | 'version' | 'engines'>;
  integrity: string;
  shasum: string;
  unpackedSize: string;
  entries: number;
  publishedAt: Date;
}

/** @throws PlexicaError `plugin_not_found` */
export async function findByPackageName(
  { tables }: Pick<RegistryPlatform, 'tables'>,
  packageName: string,
): Promise<Plugin> {
  const plugin = packageName.includes('\0') ? null : await tables.plugins.findOne({ where: { packageName } });
  if (plugin === null)
    throw new PlexicaError('plugin_not_found', `no plugin has a package named ${packageName}`);
  return plugin;
}

/** The document that npm calls a packument: all versions of one package. */
export async function packument(
  platform: RegistryPlatform,
  packageName: string,
  abbreviated: boolean,
): Promise<object> {
  const plugin = await findByPackageName(platform, packageName);
  const rows = await platform.database.rows<PublishedRow>(
    `SELECT version, integrity, shasum, unpacked_size AS "unpackedSize", entries, published_at AS "publishedAt",
            (SELECT json_object_agg(key, value) FROM json_each(manifest) WHERE key = ANY ($2)) AS package
       FROM plexica.versions WHERE plugin = $1 ORDER BY published_at, version`,
    [plugin.id, PACKAGE_KEYS],
  );
  const dist = ({ version, integrity, shasum, entries, unpackedSize }: PublishedRow) => ({
    integrity,
    shasum,
    tarball: tarballUrl(platform.url, packageName, version),
    fileCount: entries,
    unpackedSize: Number(unpackedSize),
  });
  const common = { name: packageName, 'dist-tags': await distTagsOf(platform.tables, plugin.id) };
  const modified = plugin.updatedAt.toISOString();
  if (abbreviated) {
    const versions = rows.map((row) => [
      row.version,
      { name: packageName, version: row.version, engines: row.package.engines, dist: dist(row) },
    ]);
    return { ...common, modified, versions: Object.fromEntries(versions) as object };
  }
  const current = plugin.latest === null ? undefined : await findVersion(platform, plugin.id, plugin.latest);
  return {
    _id: packageName,
    ...common,
    ...aboutPackage(current?.manifest),
    readme: current?.readme ?? '',
    time: {
      created: plugin.createdAt.toISOString(),
      modified,
      ...Object.fromEntries(rows.map(({ version, publishedAt }) => [version, publishedAt.toISOString()])),
    },
    versions: Object.fromEntries(
      rows.map((row) => [
        row.version,
        { _id: `${packageName}@${row.version}`, ...row.package, dist: dist(row) },
      ]),
    ) as object,
  };
}

/** Data of the whole package that npm shows. */
function aboutPackage(manifest: BuiltManifest | undefined) {
  if (manifest === undefined) return {};
  const { description, license, author, repository, keywords } = manifest;
  return { description, license, author, repository, keywords };
}
