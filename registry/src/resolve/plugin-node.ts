import type { BuiltManifest } from '../manifest/built-manifest.ts';

/** What a version says about other plugins: three keys of its manifest, id to semver range. */
export type Relations = Pick<BuiltManifest, 'dependencies' | 'optionalDependencies' | 'conflicts'>;

/** All that is published of one plugin. Versions that may not be installed any more are left out by the caller. */
export interface PublishedPlugin {
  /** Version to what it says about others. */
  versions: ReadonlyMap<string, Relations>;
  distTags: Readonly<Record<string, string>>;
}

/** A plugin that the tenant has already. */
export interface InstalledPlugin extends Relations {
  version: string;
}

/** One plugin in the closure that is being looked for. */
export interface PluginNode {
  plugin: string;
  version: string;
  relations: Relations;
  /** `undefined`: the root. */
  neededBy: PluginNode | undefined;
  installed: boolean;
}

export type Nodes = ReadonlyMap<string, PluginNode>;

export const label = ({ plugin, version }: PluginNode): string => `${plugin}@${version}`;

/** `analytics@1.0.0 (needed by crm@1.2.0)` */
export function describe(node: PluginNode): string {
  if (node.installed) return `${label(node)} (installed)`;
  return node.neededBy ? `${label(node)} (needed by ${label(node.neededBy)})` : label(node);
}
