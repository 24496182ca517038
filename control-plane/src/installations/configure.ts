import { z } from 'zod';
import { secretKeys, validateConfig } from '@plexica/registry';
import type { Operations } from '../operations/operations.ts';
import type { Step } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import { requireMatch } from '../http/if-match.ts';
import { findVersion } from '../registry/version.ts';
import { stopInstallation } from './erase.ts';
import { findSettledInstallation } from './installation.ts';
import { mergePatch } from './merge-patch.ts';
import { startPlanned } from './planned-change.ts';
import { openConfig, readableConfig, sealConfig } from './secret-config.ts';
import { requireStorable } from './storable-config.ts';

type Values = Record<string, unknown>;

export const Configuration = z
  .object({
    values: z.record(z.string(), z.unknown()),
    secrets: z.array(z.string()).describe('Keys with a secret value. The values are never shown'),
    schema: z
      .unknown()
      .optional()
      .describe("JSON Schema of the plugin's configuration. Absent if the plugin has no configuration"),
  })
  .meta({ id: 'Configuration' });

/** A change of a configuration. */
export interface ConfigChange {
  values: Values;
  /** `replace`: the values replace all others except secrets. `merge`: a merge patch (RFC 7396). */
  how: 'replace' | 'merge';
  /** Value of the header. */
  ifMatch: string | undefined;
}

/** Changes with the configuration and differs between installations. */
function tagOf({ number, configVersion }: { number: number; configVersion: number }): string {
  return `"${number}-${configVersion}"`;
}

/**
 * @returns `tag`: its entity tag
 * @throws PlexicaError `tenant_not_found`, `not_installed`
 */
export async function showConfig(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
): Promise<{ tag: string; configuration: z.output<typeof Configuration> }> {
  const { row, version } = await findSettledInstallation(platform, slug, plugin);
  const { manifest } = await findVersion(platform, plugin, version);
  return { tag: tagOf(row), configuration: { ...readableConfig(row.config), schema: manifest.config } };
}

/**
 * Checks a change of the values.
 *
 * @returns the complete configuration, sealed
 * @throws PlexicaError `invalid_config`, `precondition_failed`, `tenant_not_found`, `not_installed`
 */
export async function checkConfig(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
  { values, how, ifMatch }: ConfigChange,
): Promise<{ number: number; config: Values }> {
  requireStorable(values);
  const { row, version } = await findSettledInstallation(platform, slug, plugin);
  requireMatch(ifMatch, tagOf(row));
  const { manifest } = await findVersion(platform, plugin, version);
  const before = openConfig(platform.keys, row.number, row.config);
  const wanted =
    how === 'merge'
      ? (mergePatch(before, values) as Values)
      : withSecrets(values, before, secretKeys(manifest.config));
  const valid = validateConfig(manifest.config, wanted);
  return { number: row.number, config: sealConfig(platform.keys, manifest, row.number, valid) };
}

/** Omitted secrets are kept, because nobody can read them to send them again. `null` removes one. */
function withSecrets(values: Values, before: Values, secrets: readonly string[]): Values {
  const wanted = { ...values };
  for (const key of secrets) {
    if (!Object.hasOwn(wanted, key) && Object.hasOwn(before, key)) wanted[key] = before[key];
    if (wanted[key] === null) delete wanted[key];
  }
  return wanted;
}

/** @returns the id of the operation @throws PlexicaError whatever `checkConfig` throws, `operation_in_progress` */
export async function configure(
  platform: InstallationsPlatform,
  slug: string,
  plugin: string,
  change: ConfigChange,
  principal: string,
): Promise<string> {
  return startPlanned(
    platform,
    { kind: 'configure', tenant: slug, plugin, by: principal },
    () => checkConfig(platform, slug, plugin, change),
    async (input) => input,
  );
}

export function defineConfigure(operations: Operations, platform: InstallationsPlatform): void {
  operations.define('configure', ({ number, config }: { number: number; config: Values }): Step[] => [
    {
      name: 'store the configuration',
      pointOfNoReturn: 'done',
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
      run: () => stopInstallation(platform, number),
    },
  ]);
}
