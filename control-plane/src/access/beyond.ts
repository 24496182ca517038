import { PlexicaError } from '@plexica/sdk/errors';
import { called } from './authorize.ts';
import { covers } from './permissions.ts';
import type { Principal } from './principal.ts';

/**
 * Callers can only give, take away or change permissions that they have themselves. Otherwise the permission to manage
 * roles would be worth all others.
 *
 * @param action completes `ada@acme.test cannot …`
 * @throws PlexicaError `not_allowed` with the permissions that the caller lacks
 */
export function requireOwn(by: Principal, permissions: readonly string[], action: string): void {
  const beyond = [...new Set(permissions)].filter((permission) => !covers(by.permissions, permission));
  if (beyond.length === 0) return;
  throw new PlexicaError(
    'not_allowed',
    `${called(by)} cannot ${action}, which includes permissions that the caller does not have: ${beyond.join(', ')}`,
  );
}
