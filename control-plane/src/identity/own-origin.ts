import type { Request } from 'express';
import { PlexicaError } from '@plexica/sdk/errors';

/**
 * Browsers send the cookies of a site also with forms of other sites, and name the sender.
 *
 * @param own origin of the site
 * @throws PlexicaError `not_allowed` for a request that does not come from it
 */
export function requireOwnOrigin(request: Request, own: string): void {
  const origin = request.get('Origin');
  if (origin === own) return;
  throw new PlexicaError(
    'not_allowed',
    `the request comes from ${origin ?? 'an unknown origin'}; a changing request with a session must come from ${own}`,
  );
}
