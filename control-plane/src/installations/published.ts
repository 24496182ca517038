import FindMyWay from 'find-my-way';
import { LRUCache } from 'lru-cache';
import type { BuiltManifest, PluginRoute } from '@plexica/registry';

/** A published version in the form that requests need. It never changes. */
export interface Published {
  manifest: BuiltManifest;
  /** Whether a route accepts callers without a token. */
  hasPublic: boolean;
  /** @returns the route and its parameters, or `undefined` if none matches */
  match(method: string, path: string): { route: PluginRoute; params: Record<string, string> } | undefined;
  /** @returns the methods of the routes with this path, in order */
  methods(path: string): string[];
}

export interface PublishedKey {
  plugin: string;
  version: string;
  /** Distinguishes packages that were published under the same name one after the other. */
  integrity: string;
}

const MOST_VERSIONS = 1_000;
/** Weight of a route in the cache: about 2,000 characters of a manifest. */
const ROUTE = 2_000;
const MOST_WEIGHT = 64 * 1024 * 1024;

/**
 * Caches recently used versions, so that a change of an installation does not rebuild their routes.
 *
 * @param read reads the manifest of a version that is not cached
 */
export function rememberPublished(
  read: (key: PublishedKey) => Promise<BuiltManifest | undefined>,
): (key: PublishedKey) => Promise<Published | undefined> {
  const remembered = new LRUCache<string, Published>({
    max: MOST_VERSIONS,
    maxSize: MOST_WEIGHT,
    sizeCalculation: ({ manifest }) =>
      JSON.stringify(manifest).length + (manifest.backend?.routes.length ?? 0) * ROUTE,
  });
  return async (key) => {
    const name = `${key.plugin}@${key.version} ${key.integrity}`;
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const manifest = await read(key);
    if (manifest === undefined) return undefined;
    const published = { manifest, ...matcher(manifest.backend?.routes ?? []) };
    remembered.set(name, published);
    return published;
  };
}

function matcher(routes: readonly PluginRoute[]): Omit<Published, 'manifest'> {
  const router = FindMyWay({ ignoreTrailingSlash: true });
  for (const route of routes) {
    if (!router.hasRoute(route.method, route.path))
      router.on(route.method, route.path, () => undefined, route);
  }
  const used = [...new Set(routes.map(({ method }) => method))].sort();
  return {
    hasPublic: routes.some(({ access }) => access === 'public'),
    match: (method, path) => {
      const found = router.find(method as 'GET', path);
      if (found === null) return undefined;
      return { route: found.store as PluginRoute, params: found.params as Record<string, string> };
    },
    methods: (path) => used.filter((method) => router.find(method, path) !== null),
  };
}
