import semver from 'semver';
import { z } from 'zod';
import {
  resolveClosure,
  unknownKeys,
  validateConfig,
  validatePartOfConfig,
  type BuiltManifest,
  type InstalledPlugin,
} from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import type { InstallationsPlatform } from './platform.ts';
import { requireTrust } from '../plugin-host/sandbox/trust.ts';
import { findPlugin } from '../registry/plugin.ts';
import { findVersion, lookupForResolve } from '../registry/version.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { VERSION } from '../version.ts';
import type { AcceptedAccess } from '../changes/access-item.ts';
import { Brings, bringsOf } from '../changes/brings.ts';
import { refuseWhileChanging, refuseWhileErased } from './installation.ts';
import type { Installation as InstallationRow } from './model.ts';
import { openConfig, requireSecretsKept } from './secret-config.ts';
import { requireStorable } from './storable-config.ts';

type Values = Record<string, unknown>;

/** One plugin that an installation or update would install. */
export interface PlannedPlugin {
  plugin: string;
  version: string;
  /** The installed version; absent for a new installation. */
  from?: string;
  /** The manifest of that version. */
  before?: BuiltManifest;
  /** sha512 of the tarball in SRI form. */
  integrity: string;
  /** Principal. */
  publishedBy: string;
  manifest: BuiltManifest;
  /** Complete and valid, with secrets in plain text: never store it in this form. */
  config: Values;
  /** Required configuration keys without a value. Only plans for display can have some. */
  missing: string[];
}

export type Accepted = z.output<typeof AcceptedAccess>;

export interface Ask {
  plugin: string;
  /** Version, range or dist-tag. */
  range: string;
  config: Values;
  /** Whether the caller accepts that the plugins run without the kernel wall. */
  trust: boolean;
  /** Access of the plugins that the caller accepts. */
  acceptAccess?: readonly Accepted[] | undefined;
  /** The plan is for display: required values may be missing and are listed. */
  incomplete?: boolean;
}

export interface Plan {
  tenant: { id: string; slug: string };
  /** In the order of installation. The requested plugin is last. */
  plugins: PlannedPlugin[];
}

/** The plan that callers see: the plugins and their access. */
export const PlanAnswer = z
  .object({
    plugins: z
      .array(
        Brings.extend({
          plugin: z.string(),
          version: z.string(),
          from: z.string().optional().describe('The version that is installed now'),
          integrity: z.string().describe('sha512 of the tarball (Subresource Integrity)'),
          publishedBy: z.string().describe('Principal that published the version'),
        }),
      )
      .describe('In the order of installation. The requested plugin is last'),
    config: z
      .object({
        schema: z.unknown().optional().describe('JSON Schema. Absent if the plugin has no configuration'),
        missing: z.array(z.string()).describe('Required keys without a value'),
      })
      .describe('Configuration of the requested plugin'),
  })
  .meta({ id: 'InstallationPlan' });

export function toPlanAnswer({ plugins }: Plan): z.output<typeof PlanAnswer> {
  const target = plugins.at(-1);
  return {
    plugins: plugins.map(({ plugin, version, from, before, integrity, publishedBy, manifest }) => ({
      plugin,
      version,
      ...(from === undefined ? {} : { from }),
      integrity,
      publishedBy,
      ...bringsOf(manifest, before),
    })),
    config: {
      ...(target?.manifest.config === undefined ? {} : { schema: target.manifest.config }),
      missing: target?.missing ?? [],
    },
  };
}

/**
 * What installing or updating a plugin would change.
 *
 * @throws PlexicaError whatever planning throws
 */
export async function planToShow(
  platform: InstallationsPlatform,
  slug: string,
  ask: Ask,
  principal: Principal,
): Promise<Plan> {
  const { id } = await findActiveTenant(platform.tables, slug);
  const count = await platform.tables.installations.count({ where: { tenant: id, plugin: ask.plugin } });
  const plan = count > 0 ? planUpdate : planInstall;
  return plan(platform, slug, { ...ask, incomplete: true }, principal);
}

/** @throws PlexicaError `already_installed` and all that `planClosure` throws */
export async function planInstall(
  platform: InstallationsPlatform,
  slug: string,
  ask: Ask,
  principal: Principal,
): Promise<Plan> {
  const { id } = await findActiveTenant(platform.tables, slug);
  const installed = await installedPlugins(platform, id);
  const present = installed.get(ask.plugin);
  if (present !== undefined) {
    await refuseWhileErased(platform, present.row);
    refuseWhileChanging(slug, present.row);
    const state = present.row.version ?? present.row.state;
    throw new PlexicaError(
      'already_installed',
      `${ask.plugin} ${state} is already installed in the tenant ${slug}`,
    );
  }
  return planClosure(platform, { id, slug }, installed, { ask, before: {} }, principal);
}

/** @throws PlexicaError `not_installed`, `invalid_config` and all that `planClosure` throws */
export async function planUpdate(
  platform: InstallationsPlatform,
  slug: string,
  ask: Ask,
  principal: Principal,
): Promise<Plan & { number: number }> {
  const { id } = await findActiveTenant(platform.tables, slug);
  const installed = await installedPlugins(platform, id);
  const present = installed.get(ask.plugin);
  if (present === undefined) {
    throw new PlexicaError('not_installed', `${ask.plugin} is not installed in the tenant ${slug}`);
  }
  await refuseWhileErased(platform, present.row);
  const { number, config: stored } = present.row;
  const before = openConfig(platform.keys, number, stored);
  const plan = await planClosure(platform, { id, slug }, installed, { ask, before }, principal);
  const target = plan.plugins.at(-1);
  if (target !== undefined) requireSecretsKept(stored, ask.config, target);
  return { ...plan, number };
}

interface Present {
  row: InstallationRow;
  manifest: BuiltManifest | undefined;
}

async function installedPlugins(
  platform: InstallationsPlatform,
  tenant: string,
): Promise<Map<string, Present>> {
  const rows = await platform.tables.installations.findAll({ where: { tenant } });
  const present = rows.map(async (row): Promise<[string, Present]> => {
    const version = row.version === null ? undefined : await findVersion(platform, row.plugin, row.version);
    return [row.plugin, { row, manifest: version?.manifest }];
  });
  return new Map(await Promise.all(present));
}

/**
 * @throws PlexicaError `plugin_not_found`, `version_not_found`, `unsatisfiable`, `dependency_cycle`,
 *   `plugin_conflict`, `invalid_config`, `trust_needed`, `operation_in_progress` when one that is needed is being erased
 */
async function planClosure(
  platform: InstallationsPlatform,
  tenant: Plan['tenant'],
  present: ReadonlyMap<string, Present>,
  { ask, before: values }: { ask: Ask; before: Values },
  principal: Principal,
): Promise<Plan> {
  const others = new Map<string, InstalledPlugin>();
  for (const [plugin, { row, manifest }] of present) {
    if (plugin !== ask.plugin && row.version !== null && manifest) {
      others.set(plugin, { ...manifest, version: row.version });
    }
  }
  const resolved = await resolveClosure({
    root: { plugin: ask.plugin, range: ask.range },
    installed: others,
    lookup: lookupForResolve(platform),
  });
  const plugins: PlannedPlugin[] = [];
  for (const { plugin, version, action } of resolved) {
    const there = present.get(plugin);
    if (there?.row.state === 'uninstalling') await refuseWhileErased(platform, there.row);
    if (action === 'keep') continue;
    const { manifest, integrity, publishedBy } = await findVersion(platform, plugin, version);
    requirePlatform(plugin, version, manifest.engines.plexica);
    await requireTrusted(platform, { plugin, publishedBy }, ask, principal);
    const { row, manifest: last } = there ?? {};
    // Users may still hold a role that an earlier version offered.
    const before = last && row ? { ...last, roles: { ...row.offeredRoles, ...last.roles } } : undefined;
    const from = row?.version ?? undefined;
    plugins.push({
      plugin,
      version,
      ...(from === undefined ? {} : { from }),
      ...(before === undefined ? {} : { before }),
      integrity,
      publishedBy,
      manifest,
      ...configFor(plugin, manifest, {
        ...ask,
        config: { ...stillKnown(values, manifest), ...ask.config },
      }),
    });
  }
  return { tenant, plugins };
}

/** A prerelease of the platform satisfies ranges for its release, so that it can be tested. */
function requirePlatform(plugin: string, version: string, range: string): void {
  if (semver.satisfies(VERSION, range, { includePrerelease: true })) return;
  throw new PlexicaError(
    'unsatisfiable',
    `${plugin}@${version} requires Plexica ${range}; this server is ${VERSION}`,
    {
      hint: 'Install another version of the plugin, or upgrade the server.',
    },
  );
}

/** Drops values of keys that the new version does not have. Otherwise nobody could remove them. */
function stillKnown(before: Values, { config }: BuiltManifest): Values {
  const unknown = new Set(unknownKeys(config, before));
  return Object.fromEntries(Object.entries(before).filter(([key]) => !unknown.has(key)));
}

function configFor(
  plugin: string,
  manifest: BuiltManifest,
  ask: Ask,
): Pick<PlannedPlugin, 'config' | 'missing'> {
  requireStorable(ask.config);
  if (plugin === ask.plugin) {
    return ask.incomplete
      ? validatePartOfConfig(manifest.config, ask.config)
      : { config: validateConfig(manifest.config, ask.config), missing: [] };
  }
  try {
    return { config: validateConfig(manifest.config, {}), missing: [] };
  } catch (error) {
    if (!(error instanceof PlexicaError)) throw error;
    throw new PlexicaError(
      'invalid_config',
      `${plugin}, which ${ask.plugin} requires, must be configured: ${error.message}`,
      {
        hint: `Install it first, with its configuration: plexica install ${plugin} --config key=value`,
        issues: error.issues,
        cause: error,
      },
    );
  }
}

/** Only code that the caller published or accepts, or that an operator trusts, can run without the kernel wall. */
async function requireTrusted(
  { walls, config, tables }: InstallationsPlatform,
  { plugin, publishedBy }: { plugin: string; publishedBy: string },
  { trust }: Ask,
  principal: Principal,
): Promise<void> {
  if (walls.kernel) return;
  const { trustedBy } = await findPlugin(tables, plugin);
  const trusted = trust || publishedBy === principal.id || trustedBy !== null;
  requireTrust({ walls, sandbox: config.sandbox }, plugin, trusted);
}
