import type { Route } from './route.ts';

/** Media types of JSON that a method accepts. PATCH accepts a merge patch (RFC 7396) under either name. */
export function bodyTypes(method: Route['method']): string[] {
  return method === 'PATCH' ? ['application/json', 'application/merge-patch+json'] : ['application/json'];
}
