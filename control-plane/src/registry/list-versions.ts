import semver from 'semver';
import type { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { fromCursor, toPage, type PageQuery } from '../http/page.ts';
import { findPlugin } from './plugin.ts';
import { distTagsOf, versionsOf, toVersionSummary, type VersionSummary } from './version.ts';
import type { RegistryTables } from './model.ts';

/** Versions of a plugin, highest first. @throws PlexicaError `plugin_not_found`, `invalid_input` */
export async function listVersions(
  tables: RegistryTables,
  plugin: string,
  { limit, cursor }: z.output<typeof PageQuery>,
): Promise<{ items: VersionSummary[]; nextCursor?: string }> {
  await findPlugin(tables, plugin);
  const after = fromCursor(cursor);
  if (after !== undefined && semver.valid(after) === null) {
    const message = 'is not a cursor for this list';
    throw new PlexicaError('invalid_input', `query.cursor: ${message}`, {
      issues: [{ path: 'query.cursor', message }],
    });
  }
  // PostgreSQL cannot sort by semver: choose a page by the version numbers, then read it.
  const chosen = (await versionsOf(tables, plugin))
    .filter((version) => after === undefined || semver.lt(version, after))
    .slice(0, limit + 1);
  const rows = await tables.versions.findAll({
    attributes: { exclude: ['manifest', 'readme', 'changelog'] },
    where: { plugin, version: chosen },
  });
  rows.sort((a, b) => semver.rcompare(a.version, b.version));
  const distTags = await distTagsOf(tables, plugin);
  return toPage(
    rows,
    limit,
    ({ version }) => version,
    (row) => toVersionSummary(row, distTags),
  );
}
