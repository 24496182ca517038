import { PlexicaError, type PlexicaErrorOptions } from '@plexica/sdk/errors';

/** Realm of the people of the platform. Every other realm is the slug of a tenant. */
export const PLATFORM_REALM = 'platform';

/** Slug of the tenant whose people a realm has. */
export function tenantOfRealm(realm: string): string | undefined {
  return realm === PLATFORM_REALM ? undefined : realm;
}

/** The command that logs in to a realm. */
export function loginCommand(realm: string): string {
  return realm === PLATFORM_REALM ? 'plexica login --platform' : `plexica login --tenant ${realm}`;
}

/** A `not_authenticated` for somebody who has to log in again. */
export function loggedOutOf(realm: string, message: string, more: PlexicaErrorOptions = {}): PlexicaError {
  return new PlexicaError('not_authenticated', message, { hint: `Run \`${loginCommand(realm)}\`.`, ...more });
}
