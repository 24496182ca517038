import { z } from 'zod';
import { secretKeys, validateConfig } from '@plexica/registry';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/step.ts';
import type { Platform } from '../platform.ts';
import { findVersion } from '../registry/version.ts';
import { stopInstallation } from './erase.ts';
import { findSettledInstallation } from './installation.ts';
import { startPlanned } from './planned-change.ts';
import { openConfig, readableConfig, sealConfig } from './secret-config.ts';
import { requireStorable } from './storable-config.ts';

type Values = Record<string, unknown>;

export const Configuration = z
  .object({
    values: z.record(z.string(), z.unknown()),
    secrets: z.array(z.string()).describe('Keys that have a secret value, which is never shown'),
    schema: z
      .unknown()
      .optional()
      .describe("JSON Schema of the plugin's configuration; absent if it has none"),
  })
  .meta({ id: 'Configuration' });

/** @throws PlexicaError `tenant_not_found`, `not_installed` */
export async function showConfig(
  platform: Platform,
  slug: string,
  plugin: string,
): Promise<z.output<typeof Configuration>> {
  const { row, version } = await findSettledInstallation(platform, slug, plugin);
  const { manifest } = await findVersion(platform, plugin, version);
  return { ...readableConfig(row.config), schema: manifest.config };
}

/**
 * Checks new values. Secrets that are left out stay as they are, since nobody can read them to send them again;
 * `null` takes one away.
 *
 * @returns the complete configuration, sealed
 * @throws PlexicaError `invalid_config`, `tenant_not_found`, `not_installed`
 */
export async function checkConfig(
  platform: Platform,
  slug: string,
  plugin: string,
  values: Values,
): Promise<{ number: number; config: Values }> {
  requireStorable(values);
  const { row, version } = await findSettledInstallation(platform, slug, plugin);
  const { manifest } = await findVersion(platform, plugin, version);
  const before = openConfig(platform.keys, row.number, row.config);
  const wanted: Values = { ...values };
  for (const key of secretKeys(manifest.config)) {
    if (!(key in wanted) && key in before) wanted[key] = before[key];
    if (wanted[key] === null) delete wanted[key];
  }
  const valid = validateConfig(manifest.config, wanted);
  return { number: row.number, config: sealConfig(platform.keys, manifest, row.number, valid) };
}

/** @returns the id of the operation */
export async function configure(
  platform: Platform,
  slug: string,
  plugin: string,
  values: Values,
  principal: string,
): Promise<string> {
  return startPlanned(
    platform,
    { kind: 'configure', tenant: slug, plugin, by: principal },
    () => checkConfig(platform, slug, plugin, values),
    async (input) => input,
  );
}

export function defineConfigure(operations: Operations, platform: Platform): void {
  operations.define('configure', ({ number, config }: { number: number; config: Values }): Step[] => [
    {
      name: 'store the configuration',
      run: async ({ transaction }) => {
        await platform.database.rows(
          `UPDATE plexica.installations SET config = $2, config_version = config_version + 1, updated_at = now()
            WHERE number = $1 RETURNING number`,
          [number, JSON.stringify(config)],
          transaction ?? undefined,
        );
      },
    },
    {
      name: 'restart the plugin',
      outside: true,
      pointOfNoReturn: true,
      run: () => stopInstallation(platform, number),
    },
  ]);
}
