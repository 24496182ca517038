import type { Issue } from '@plexica/sdk/errors';
import type { PluginManifest } from './plugin-manifest.ts';

const unsupported: readonly {
  key: keyof PluginManifest;
  applies: (value: unknown) => boolean;
  why: string;
}[] = [
  {
    key: 'ui',
    applies: (value) => value !== undefined,
    why: 'user interfaces are not built or shown; remove this key, and answer requests from the backend',
  },
];

/**
 * Keys of the manifest that only a later version can keep the promise of: who builds a plugin with them today would get
 * something else. Keys that promise nothing to anybody yet, such as `services`, may be declared ahead.
 *
 * @param manifest what `plexica.json` holds, whether it is right or not
 */
export function unsupportedIssues(manifest: object): Issue[] {
  const values = manifest as Record<string, unknown>;
  return unsupported
    .filter(({ key, applies }) => applies(values[key]))
    .map(({ key, why }) => ({ path: key, message: `is not supported by this version yet: ${why}` }));
}
