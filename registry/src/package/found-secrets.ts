import { PlexicaError } from '@plexica/sdk/errors';
import type { BuiltManifest } from '../manifest/built-manifest.ts';
import type { Secret } from './secrets.ts';
import { shown } from './refusal.ts';

/** More than a manifest can allow, so at least one of them is not allowed. */
const MOST = 51;

/** Credentials in a package by fingerprint. The manifest that can allow them is read last. */
export class FoundSecrets {
  readonly #places = new Map<string, { entry: string; secret: Secret }>();

  /** @param entry name in the tarball */
  add(entry: string, secrets: readonly Secret[]): void {
    for (const secret of secrets) {
      if (this.#places.size === MOST || this.#places.has(secret.fingerprint)) continue;
      this.#places.set(secret.fingerprint, { entry, secret });
    }
  }

  /** @throws PlexicaError `invalid_package` for those that the manifest does not allow, with entry and line of each */
  assertAllowed({ allowedSecrets = {} }: BuiltManifest): void {
    const refused = [...this.#places.values()].filter(
      ({ secret: { fingerprint } }) => !Object.hasOwn(allowedSecrets, fingerprint),
    );
    const [first] = refused;
    if (first === undefined) return;
    const { entry, secret } = first;
    throw new PlexicaError(
      'invalid_package',
      `${shown(entry)}: line ${secret.line} contains ${secret.kind}`,
      {
        hint: secretHint(secret),
        issues: refused.map((each) => ({
          path: `${shown(each.entry)}:${each.secret.line}`,
          message: `contains ${each.secret.kind} (${each.secret.fingerprint})`,
        })),
      },
    );
  }
}

/** What to do about a secret, and about a text that only looks like one. */
function secretHint({ fingerprint }: Secret): string {
  return (
    'Remove the secret. If it was published or shared, replace it with a new one. If it is not a secret, add to ' +
    `plexica.json: "allowedSecrets": { "${fingerprint}": "why it is none" }`
  );
}
