import type { BuiltManifest } from '../manifest/built-manifest.ts';

/** One thing that a version asks for beyond its own data, as the rules find it. */
export interface Found {
  /** The place in the manifest that it comes from: `access.network`, `routes.public`. */
  key: string;
  /** What exactly: a host, a route, a pattern. Two things with one key and value are the same thing. */
  value: string;
  /** What the plugin does with it; the sentence begins with the id of the plugin. */
  text: string;
}

/** Finds what a version asks for more than the version before; everything that it asks for where there is none. */
export type Find = (now: BuiltManifest, before: BuiltManifest | undefined) => Found[];
