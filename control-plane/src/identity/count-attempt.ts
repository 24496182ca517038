import type { Request } from 'express';
import { addressBlock } from '../limits/address-block.ts';
import type { ExactLimit } from '../limits/exact-limits.ts';
import type { IdentityPlatform } from './platform.ts';

/**
 * Counts an attempt of the address that a request comes from.
 *
 * @throws PlexicaError `too_many_requests`
 */
export function countAttempt(
  { limits }: Pick<IdentityPlatform, 'limits'>,
  limit: ExactLimit,
  request: Pick<Request, 'ip'>,
): Promise<void> {
  return limits.exact(limit, addressBlock(request.ip ?? ''));
}
