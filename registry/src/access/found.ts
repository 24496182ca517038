import type { BuiltManifest } from '../manifest/built-manifest.ts';

/** Access beyond its own data that a version requests. */
export interface Found {
  /** Key of the manifest that requests it: `access.network`, `routes.public`. */
  key: string;
  /** The host, route or pattern. Two items with the same key and value are the same request. */
  value: string;
  /** What the plugin does with it, as the end of a sentence that starts with its id. */
  text: string;
}

/** Finds what a version requests in addition to the previous one; everything if there is none. */
export type Find = (now: BuiltManifest, before: BuiltManifest | undefined) => Found[];
