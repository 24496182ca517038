import { PlexicaError } from '@plexica/sdk/errors';

/** Names come from strangers: shown escaped, and cut. */
export function shown(name: string): string {
  const short = name.length > 120 ? `${name.slice(0, 120)}…` : name;
  return JSON.stringify(short).slice(1, -1);
}

/** @param entry name in the tarball; left out when the package as a whole is wrong */
export function refusal(entry: string | undefined, rule: string): PlexicaError {
  return new PlexicaError(
    'invalid_package',
    entry === undefined ? `The package ${rule}` : `${shown(entry)}: ${rule}`,
  );
}

export function tooLarge(message: string): PlexicaError {
  return new PlexicaError('package_too_large', message);
}
