import type { Keys } from '../../keys.ts';

/** The client of `plexica login`: public, by device flow or on a loopback address (RFC 8252). */
export const CLI_CLIENT = 'plexica-cli';
/** The client of the tenant's own browser origin. */
export const BROWSER_CLIENT = 'plexica-browser';

/** The secret of the browser client. Both ends derive it, so nothing stores it. */
export function browserClientSecret(keys: Keys, realm: string): string {
  return keys.rolePassword(`client ${BROWSER_CLIENT} of the realm ${realm}`);
}
