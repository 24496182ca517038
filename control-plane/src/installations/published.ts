import FindMyWay from 'find-my-way';
import { LRUCache } from 'lru-cache';
import type { BuiltManifest, PluginRoute } from '@plexica/registry';

/** A published version as requests need it. It never changes. */
export interface Published {
  manifest: BuiltManifest;
  /** Some route takes callers without a token. */
  hasPublic: boolean;
  /** @returns the route and its parameters, or `undefined` when no route has this method and path */
  match(method: string, path: string): { route: PluginRoute; params: Record<string, string> } | undefined;
  /** @returns the methods that routes of this path have, in order; none where no route has the path */
  methods(path: string): string[];
}

export interface PublishedKey {
  plugin: string;
  version: string;
  /** Tells what was published from what is published under the same name after it was taken down. */
  integrity: string;
}

const MOST_VERSIONS = 1_000;
/** A route weighs about as much as 2,000 characters of a manifest. */
const ROUTE = 2_000;
const MOST_WEIGHT = 64 * 1024 * 1024;

/**
 * Remembers the versions that were asked for last, so that a change to some installation, after which all are looked up
 * anew, does not make their routes anew.
 *
 * @param read is asked for the manifest of a version that is not remembered
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
