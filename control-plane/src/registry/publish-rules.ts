import semver from 'semver';
import { assertPluginId } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Change } from '../changes/change.ts';
import type { Principal } from '../access/principal.ts';
import { tagFor } from './tags.ts';
import { distTagsOf } from './version.ts';
import type { RegistryTables } from './model.ts';

/** What the sender announces before the package arrives. */
export interface Announced {
  plugin: string;
  version: string;
  /** Dist-tag; if absent, see `tagFor`. */
  tag?: string | undefined;
  /** sha512 in SRI form. */
  integrity?: string | undefined;
}

/**
 * Checks everything that can be checked before the package is read.
 *
 * @throws PlexicaError `invalid_input`, `reserved_name`, `plugin_owned_by_another`, `version_exists`
 */
export async function planPublish(
  tables: RegistryTables,
  announced: Announced,
  by: Principal,
): Promise<Change[]> {
  const { plugin, version, integrity } = announced;
  assertPluginId(plugin, 'plugin');
  assertVersion(version);
  const [found, same, distTags] = await Promise.all([
    tables.plugins.findByPk(plugin),
    tables.versions.findOne({ where: { plugin, version } }),
    distTagsOf(tables, plugin),
  ]);
  if (found !== null) requireOwner(found, by);
  if (same !== null) {
    if (integrity !== undefined && integrity !== same.integrity) throw versionExists(plugin, version);
    if (announced.tag === undefined) return [];
  }
  const tag = tagFor(version, announced.tag, distTags['latest']);
  const tagged = tagChanges(tag, distTags[tag], version);
  if (same !== null) return tagged;
  return [
    ...(found === null
      ? [{ action: 'create', resource: 'plugin', name: plugin, detail: `owned by ${by.id}` } as const]
      : []),
    { action: 'create', resource: 'version', name: `${plugin}@${version}` },
    ...tagged,
  ];
}

function tagChanges(tag: string, before: string | undefined, version: string): Change[] {
  if (before === version) return [];
  return before === undefined
    ? [{ action: 'create', resource: 'dist-tag', name: tag }]
    : [{ action: 'update', resource: 'dist-tag', name: tag, detail: `moved from ${before} to ${version}` }];
}

/** @throws PlexicaError `plugin_owned_by_another` */
export function requireOwner(plugin: { id: string; owner: string }, by: Principal): void {
  if (by.kind === 'admin' || plugin.owner === by.id) return;
  throw new PlexicaError(
    'plugin_owned_by_another',
    `${plugin.id} belongs to ${plugin.owner}; this token publishes as ${by.id}`,
  );
}

export function versionExists(plugin: string, version: string): PlexicaError {
  return new PlexicaError(
    'version_exists',
    `${plugin}@${version} is already published with different content`,
  );
}

function assertVersion(version: string): void {
  if (version.length <= 64 && semver.valid(version) === version) return;
  const message = 'must be a semver version without build metadata, such as 1.2.0 or 2.0.0-beta.1';
  throw new PlexicaError('invalid_input', `version: ${message}`, { issues: [{ path: 'version', message }] });
}
