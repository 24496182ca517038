import type { JWK } from 'jose';

/** The public keys of private ones (elliptic curves, RFC 7518, 6.2). */
export function publicPart(keys: readonly JWK[]): JWK[] {
  return keys.map(({ kty, crv, x, y, kid, alg, use }) => ({ kty, crv, x, y, kid, alg, use }) as JWK);
}
