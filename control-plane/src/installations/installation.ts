import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import type { InstallationsPlatform } from './platform.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { INSTALLATION_STATES, type Installation as InstallationRow } from './model.ts';

export const Installation = z
  .object({
    plugin: z.string(),
    version: z.string().optional().describe('Absent until the first version is installed'),
    state: z.enum(INSTALLATION_STATES),
    reason: z
      .string()
      .optional()
      .describe('Why it is not active although it should be, or why its process keeps failing'),
    trusted: z.boolean().describe('Whether a user accepted that it runs without the kernel wall'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Installation' });

export type Installation = z.output<typeof Installation>;

export function toInstallation(
  { host }: Pick<InstallationsPlatform, 'host'>,
  row: InstallationRow,
): Installation {
  const reason = row.reason ?? host.failing(row.number);
  return {
    plugin: row.plugin,
    ...(row.version === null ? {} : { version: row.version }),
    state: row.state,
    ...(reason === undefined ? {} : { reason }),
    trusted: row.trustedBy !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** An installation with the tenant that it belongs to. */
export interface Located {
  tenant: { id: string; slug: string };
  row: InstallationRow;
}

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `not_installed` */
export async function findInstallation(
  { tables }: Pick<InstallationsPlatform, 'tables'>,
  slug: string,
  plugin: string,
): Promise<Located> {
  const { id } = await findActiveTenant(tables, slug);
  const row = await tables.installations.findOne({ where: { tenant: id, plugin } });
  if (row === null)
    throw new PlexicaError('not_installed', `${plugin} is not installed in the tenant ${slug}`);
  return { tenant: { id, slug }, row };
}

/**
 * An installation that has a version and is not being uninstalled.
 *
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `not_installed`, `operation_in_progress`
 */
export async function findSettledInstallation(
  platform: Pick<InstallationsPlatform, 'tables'>,
  slug: string,
  plugin: string,
): Promise<Located & { version: string }> {
  const located = await findInstallation(platform, slug, plugin);
  const { version, reason } = located.row;
  refuseWhileChanging(slug, located.row);
  if (version === null) {
    throw new PlexicaError(
      'plugin_inactive',
      `${plugin} has no installed version: ${reason ?? 'its update failed'}`,
      {
        hint: `Install one with: plexica update ${plugin} --tenant ${slug}`,
      },
    );
  }
  return { ...located, version };
}

/** @throws PlexicaError `operation_in_progress` if a plugin is being installed or uninstalled */
export function refuseWhileChanging(
  slug: string,
  { plugin, state, reason }: Pick<InstallationRow, 'plugin' | 'state' | 'reason'>,
): void {
  if (state !== 'installing' && state !== 'uninstalling') return;
  const why = reason === null ? '' : `: ${reason}`;
  throw new PlexicaError('operation_in_progress', `${plugin} is ${state} in the tenant ${slug}${why}`, {
    retryAfter: 1,
  });
}

/** @throws PlexicaError `operation_in_progress` if an operation is still erasing the installation */
export async function refuseWhileErased(
  { database }: Pick<InstallationsPlatform, 'database'>,
  { number, plugin }: Pick<InstallationRow, 'number' | 'plugin'>,
): Promise<void> {
  const [operation] = await database.rows<{ id: string }>(
    `SELECT id FROM plexica.operations WHERE state IN ('running', 'undoing') AND $1 = ANY (erasing)`,
    [number],
  );
  if (operation === undefined) return;
  throw new PlexicaError(
    'operation_in_progress',
    `operation ${operation.id} is erasing the data of ${plugin}`,
    {
      hint: `To see what it waits for, run: plexica operations show ${operation.id}`,
      retryAfter: 1,
    },
  );
}
