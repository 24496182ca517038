import type { Route } from './route.ts';

/** Media types of the JSON that a method takes; a PATCH is a merge patch (RFC 7396) under either name. */
export function bodyTypes(method: Route['method']): string[] {
  return method === 'PATCH' ? ['application/json', 'application/merge-patch+json'] : ['application/json'];
}
