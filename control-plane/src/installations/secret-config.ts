import { secretKeys, type BuiltManifest } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Keys } from '../keys.ts';

/** How a secret value lies in the database. */
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

/** What an operator may read: everything but the secrets, which are only named. */
export function readableConfig(stored: Values): { values: Values; secrets: string[] } {
  const entries = Object.entries(stored);
  return {
    values: Object.fromEntries(entries.filter(([, value]) => !isSealed(value))),
    secrets: entries.filter(([, value]) => isSealed(value)).map(([key]) => key),
  };
}

/**
 * A version that no longer marks a key as secret would show its value to whoever may read the configuration.
 *
 * @param stored the configuration before, as it lies in the database
 * @param given values that come with the update: whoever sends one anew knows what becomes of it
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
