import semver from 'semver';
import type { Transaction } from 'sequelize';
import { z } from 'zod';
import { builtManifest, type PublishedPlugin, type Relations } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RegistryPlatform } from './platform.ts';
import type { RegistryTables, Version as VersionRow } from './model.ts';
import { tagIssue } from './tags.ts';

export const VersionSummary = z
  .object({
    plugin: z.string(),
    version: z.string(),
    tags: z.array(z.string()),
    integrity: z.string().describe('sha512 of the tarball (Subresource Integrity)'),
    size: z.int().describe('Size of the tarball in bytes'),
    unpackedSize: z.int().describe('Total size of its files in bytes'),
    publishedAt: z.iso.datetime(),
    publishedBy: z.string(),
  })
  .meta({ id: 'VersionSummary' });

export type VersionSummary = z.output<typeof VersionSummary>;

export const Version = VersionSummary.extend({
  shasum: z.string().describe('sha1 of the tarball in hexadecimal, for old npm clients'),
  entries: z.int().describe('Number of files'),
  tarball: z.url(),
  manifest: builtManifest.meta({ id: 'BuiltManifest' }),
  readme: z.string().optional().describe('Markdown'),
  changelog: z.string().optional().describe('Markdown'),
}).meta({ id: 'Version' });

export type Version = z.output<typeof Version>;

export function toVersionSummary(
  row: VersionRow,
  distTags: Readonly<Record<string, string>>,
): VersionSummary {
  return {
    plugin: row.plugin,
    version: row.version,
    tags: Object.keys(distTags).filter((tag) => distTags[tag] === row.version),
    integrity: row.integrity,
    size: Number(row.size),
    unpackedSize: Number(row.unpackedSize),
    publishedAt: row.publishedAt.toISOString(),
    publishedBy: row.publishedBy,
  };
}

export function toVersion(row: VersionRow, distTags: Readonly<Record<string, string>>, url: string): Version {
  return {
    ...toVersionSummary(row, distTags),
    shasum: row.shasum,
    entries: row.entries,
    tarball: tarballUrl(url, row.manifest.name, row.version),
    manifest: row.manifest,
    ...(row.readme === null ? {} : { readme: row.readme }),
    ...(row.changelog === null ? {} : { changelog: row.changelog }),
  };
}

/** File name of a version's tarball, as npm forms it: without the scope. */
export function tarballName(packageName: string, version: string): string {
  return `${packageName.replace(/^@[^/]*\//, '')}-${version}.tgz`;
}

/** @param url of this server, without a trailing slash */
export function tarballUrl(url: string, packageName: string, version: string): string {
  return `${url}/npm/${packageName}/-/${tarballName(packageName, version)}`;
}

/** Dist-tags of a plugin: tag to version. */
export async function distTagsOf(
  tables: RegistryTables,
  plugin: string,
  transaction?: Transaction,
): Promise<Record<string, string>> {
  const rows = await tables.distTags.findAll({
    where: { plugin },
    order: ['tag'],
    transaction: transaction ?? null,
  });
  return Object.fromEntries(rows.map(({ tag, version }) => [tag, version]));
}

/** The versions of a plugin, the highest first. */
export async function versionsOf(tables: RegistryTables, plugin: string): Promise<string[]> {
  const rows = await tables.versions.findAll({ attributes: ['version'], where: { plugin } });
  return rows.map(({ version }) => version).sort(semver.rcompare);
}

/**
 * @param wanted exact version or dist-tag
 * @throws PlexicaError `version_not_found`
 */
export async function findVersion(
  { tables }: Pick<RegistryPlatform, 'tables'>,
  plugin: string,
  wanted: string,
): Promise<VersionRow> {
  let version = semver.valid(wanted) ?? undefined;
  if (version === undefined && tagIssue(wanted) === undefined) {
    version = (await tables.distTags.findOne({ where: { plugin, tag: wanted } }))?.version;
  }
  const found = version === undefined ? null : await tables.versions.findOne({ where: { plugin, version } });
  if (found === null)
    throw new PlexicaError('version_not_found', `${plugin} has no version or tag ${wanted}`);
  return found;
}

/** The look-ups that `resolveClosure` requires. */
export function lookupForResolve({ database, tables }: Pick<RegistryPlatform, 'database' | 'tables'>) {
  return async (plugin: string): Promise<PublishedPlugin | undefined> => {
    const [rows, distTags] = await Promise.all([
      database.rows<{ version: string; relations: Relations }>(
        `SELECT version, json_strip_nulls(json_build_object('dependencies', manifest -> 'dependencies',
           'optionalDependencies', manifest -> 'optionalDependencies', 'conflicts', manifest -> 'conflicts')) AS relations
           FROM plexica.versions WHERE plugin = $1`,
        [plugin],
      ),
      distTagsOf(tables, plugin),
    ]);
    if (rows.length === 0) return undefined;
    return { versions: new Map(rows.map(({ version, relations }) => [version, relations])), distTags };
  };
}
