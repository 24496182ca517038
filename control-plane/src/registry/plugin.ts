import { z } from 'zod';
import { builtManifest, pluginIdIssue } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Plugin as PluginRow, RegistryTables, Version as VersionRow } from './model.ts';

export const PluginSummary = z
  .object({
    id: z.string(),
    packageName: z.string().describe('Name of its npm package: the id, or `@scope/id`'),
    displayName: z.string(),
    description: z.string(),
    category: z.string().optional(),
    keywords: z.array(z.string()),
    latest: z.string().optional().describe('The version with the tag `latest`. Absent if no version has it'),
    owner: z.string().describe('Principal that published it first'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime().describe('Time of the last publish'),
  })
  .meta({ id: 'PluginSummary' });

export type PluginSummary = z.output<typeof PluginSummary>;

const SHOWN = {
  permissions: true,
  roles: true,
  access: true,
  dependencies: true,
  optionalDependencies: true,
  allowedSecrets: true,
  conflicts: true,
  config: true,
  license: true,
  author: true,
  repository: true,
} as const;

/** Fields of a manifest that are useful before installing. */
export const SHOWN_KEYS = Object.keys(SHOWN) as (keyof typeof SHOWN)[];

export const Plugin = PluginSummary.extend({
  distTags: z.record(z.string(), z.string()).describe('Maps each dist-tag to a version'),
  versions: z.array(z.string()).describe('All versions, highest first'),
  version: z
    .string()
    .describe(
      'The version that the other fields describe: `latest`, or the highest version if no version has that tag',
    ),
  ...builtManifest.pick(SHOWN).partial().shape,
  routes: builtManifest.shape.backend.unwrap().shape.routes.describe('Routes of its backend'),
  readme: z.string().optional().describe('Markdown'),
}).meta({ id: 'Plugin' });

export type Plugin = z.output<typeof Plugin>;

export function toSummary(row: PluginRow): PluginSummary {
  return {
    id: row.id,
    packageName: row.packageName,
    displayName: row.displayName,
    description: row.description,
    ...(row.category === null ? {} : { category: row.category }),
    keywords: row.keywords,
    ...(row.latest === null ? {} : { latest: row.latest }),
    owner: row.owner,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Fields of the manifest of a version that describe the whole plugin in the list of plugins. */
export function described({ manifest }: Pick<VersionRow, 'manifest'>) {
  return {
    packageName: manifest.name,
    displayName: manifest.displayName ?? manifest.id,
    description: manifest.description ?? '',
    category: manifest.category ?? null,
    keywords: manifest.keywords ?? [],
  };
}

/** @throws PlexicaError `plugin_not_found` */
export async function findPlugin(tables: RegistryTables, id: string): Promise<PluginRow> {
  const plugin = pluginIdIssue(id) === undefined ? await tables.plugins.findByPk(id) : null;
  if (plugin === null)
    throw new PlexicaError('plugin_not_found', `no plugin with the id ${JSON.stringify(id)} is published`);
  return plugin;
}

/** Whether a principal owns any plugin. */
export async function ownsPlugins({ plugins }: RegistryTables, principal: string): Promise<boolean> {
  return (await plugins.count({ where: { owner: principal } })) > 0;
}
