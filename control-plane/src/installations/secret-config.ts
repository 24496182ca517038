import { secretKeys, type BuiltManifest } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Keys } from '../keys.ts';

/** Stored form of a secret value. */
interface Sealed {
  $sealed: string;
}

type Values = Record<string, unknown>;

function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && '$sealed' in value;
}

const place = (installation: number, key: string): string => `config ${installation} ${key}`;

/** Encrypts the values of keys that the manifest marks `writeOnly`. */
export function sealConfig(
  keys: Keys,
  manifest: BuiltManifest,
  installation: number,
  config: Values,
): Values {
  const sealed = { ...config };
  for (const key of secretKeys(manifest.config)) {
    if (!Object.hasOwn(sealed, key)) continue;
    const value = Buffer.from(JSON.stringify(sealed[key]));
    sealed[key] = { $sealed: keys.seal(value, place(installation, key)).toString('base64') } satisfies Sealed;
  }
  return sealed;
}

/** The values as the plugin sees them. */
export function openConfig(keys: Keys, installation: number, stored: Values): Values {
  return Object.fromEntries(
    Object.entries(stored).map(([key, value]) => {
      if (!isSealed(value)) return [key, value];
      const opened = keys.open(Buffer.from(value.$sealed, 'base64'), place(installation, key));
      return [key, JSON.parse(opened.toString('utf8')) as unknown];
    }),
  );
}

/** What operators can read: all values except secrets, of which only the keys are listed. */
export function readableConfig(stored: Values): { values: Values; secrets: string[] } {
  const entries = Object.entries(stored);
  return {
    values: Object.fromEntries(entries.filter(([, value]) => !isSealed(value))),
    secrets: entries.filter(([, value]) => isSealed(value)).map(([key]) => key),
  };
}

/**
 * If a version no longer marks a key as secret, everyone who can read the configuration would see its value.
 *
 * @param stored the previous configuration in its stored form
 * @param given values in the update; a value that is sent again can become visible
 * @throws PlexicaError `invalid_config` naming each such key
 */
export function requireSecretsKept(
  stored: Values,
  given: Values,
  { version, manifest, config }: { version: string; manifest: BuiltManifest; config: Values },
): void {
  const secret = new Set(secretKeys(manifest.config));
  const shown = readableConfig(stored).secrets.filter(
    (key) => Object.hasOwn(config, key) && !secret.has(key) && !Object.hasOwn(given, key),
  );
  if (shown.length === 0) return;
  const message = `is a secret, but ${version} no longer declares it as one`;
  throw new PlexicaError('invalid_config', shown.map((key) => `${key}: ${message}`).join('; '), {
    issues: shown.map((key) => ({ path: key, message })),
    hint: 'Set a value that can be shown with --config key=value, or remove the secret first with: config set key=null.',
  });
}
