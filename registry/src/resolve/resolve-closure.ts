import semver from 'semver';
import { PlexicaError } from '@plexica/sdk/errors';
import { clashWith, type Clash } from './clashes.ts';
import { versionsInOrder } from './pick-version.ts';
import {
  describe,
  type InstalledPlugin,
  type Nodes,
  type PluginNode,
  type PublishedPlugin,
  type Relations,
} from './plugin-node.ts';

/** Versions that are tried before the search gives up. */
const maxTries = 5000;

export interface ClosureQuestion {
  /** What is to be installed. `range` is a version, range or dist-tag; `latest` where nothing was said. */
  root: { plugin: string; range: string };
  /**
   * What the tenant has. These versions stay: what they ask of others, and exclude, counts like the rest.
   * To find the version for an update, leave out the plugin that is to be updated.
   */
  installed: ReadonlyMap<string, InstalledPlugin>;
  /** @returns `undefined` for a plugin that was never published */
  lookup: (plugin: string) => Promise<PublishedPlugin | undefined>;
}

export interface ResolvedPlugin {
  plugin: string;
  version: string;
  /** `keep`: the tenant has this version already and it serves. */
  action: 'install' | 'keep';
}

interface Need {
  plugin: string;
  range: string;
  by: PluginNode | undefined;
}

/**
 * Finds versions for a plugin and all that it needs, each as new as the others allow.
 *
 * @returns every plugin after those that it needs, and where that leaves a choice after those that it only works with; the
 *   root is last
 * @throws PlexicaError `plugin_not_found` or `version_not_found` for the root; `unsatisfiable`, `dependency_cycle` or
 *   `plugin_conflict` with a sentence that names the chain
 */
export async function resolveClosure({
  root,
  installed,
  lookup,
}: ClosureQuestion): Promise<ResolvedPlugin[]> {
  const kept = new Map<string, PluginNode>();
  for (const [plugin, { version, ...relations }] of installed) {
    kept.set(plugin, { plugin, version, relations, neededBy: undefined, installed: true });
  }
  const answers = new Map<string, PublishedPlugin | undefined>();
  const remembered = async (plugin: string): Promise<PublishedPlugin | undefined> => {
    if (!answers.has(plugin)) answers.set(plugin, await lookup(plugin));
    return answers.get(plugin);
  };
  await assertRootExists(root, remembered);

  const search = { tries: 0, lookup: remembered };
  const found = await solve([{ ...root, by: undefined }], kept, search);
  if ('code' in found) throw new PlexicaError(found.code, found.message);
  return inDependencyOrder(root.plugin, found);
}

async function assertRootExists(
  root: ClosureQuestion['root'],
  lookup: ClosureQuestion['lookup'],
): Promise<void> {
  const published = await lookup(root.plugin);
  if (!published) throw new PlexicaError('plugin_not_found', `No plugin "${root.plugin}" is published`);
  const versions = [...published.versions.keys()];
  if (versionsInOrder(versions, published.distTags, root.range).length === 0) {
    throw new PlexicaError(
      'version_not_found',
      `No version of ${root.plugin} matches ${root.range}: ${listed(versions)}`,
    );
  }
}

function listed(versions: readonly string[]): string {
  if (versions.length === 0) return 'it has no versions';
  const newest = versions.toSorted(semver.rcompare).slice(0, 5).join(', ');
  return versions.length > 5 ? `it has ${newest} and ${versions.length - 5} older ones` : `it has ${newest}`;
}

interface Search {
  tries: number;
  lookup: ClosureQuestion['lookup'];
}

/** Depth-first with backtracking; of several failures the one that came furthest explains the most. */
async function solve(needs: readonly Need[], nodes: Nodes, search: Search): Promise<Nodes | Clash> {
  const [need, ...rest] = needs;
  if (!need) return nodes;
  // A node that is there has been checked against whoever needs it when the later of the two joined.
  if (nodes.has(need.plugin)) return solve(rest, nodes, search);

  const published = await search.lookup(need.plugin);
  const versions = [...(published?.versions.keys() ?? [])];
  let furthest: Clash | undefined;
  for (const version of versionsInOrder(versions, published?.distTags ?? {}, need.range)) {
    if (++search.tries > maxTries) throw gaveUp(furthest);
    const relations = published?.versions.get(version) ?? {};
    const node: PluginNode = { plugin: need.plugin, version, relations, neededBy: need.by, installed: false };
    const next = new Map(nodes).set(need.plugin, node);
    const outcome =
      clashWith(node, nodes) ?? (await solve([...needsOf(node, relations), ...rest], next, search));
    if (!('code' in outcome)) return outcome;
    if (!furthest || outcome.depth > furthest.depth) furthest = outcome;
  }
  return furthest ?? { code: 'unsatisfiable', message: unmet(need, published, versions), depth: nodes.size };
}

function needsOf(by: PluginNode, { dependencies = {} }: Relations): Need[] {
  return Object.entries(dependencies)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([plugin, range]) => ({ plugin, range, by }));
}

function unmet(
  { plugin, range, by }: Need,
  published: PublishedPlugin | undefined,
  versions: string[],
): string {
  const need = by ? `${describe(by)} needs ${plugin}@${range}` : `${plugin}@${range} was requested`;
  return published
    ? `${need}, but no version of ${plugin} matches: ${listed(versions)}`
    : `${need}, but no plugin "${plugin}" is published`;
}

function gaveUp(furthest: Clash | undefined): PlexicaError {
  const last = furthest ? ` The furthest attempt failed because ${furthest.message}` : '';
  return new PlexicaError('unsatisfiable', `Found no solution after trying ${maxTries} versions.${last}`, {
    hint: 'Request exact versions of the plugins with many dependencies.',
  });
}

function inDependencyOrder(root: string, nodes: Nodes): ResolvedPlugin[] {
  const ordered = new Map<string, ResolvedPlugin>();
  const entered = new Set<string>();
  const needed = (plugin: string): string[] =>
    Object.keys(nodes.get(plugin)?.relations.dependencies ?? {}).sort();
  // There is no circle of needs, while wishes may close one: those give way.
  const needsEntered = (plugin: string, seen = new Set<string>()): boolean => {
    if (ordered.has(plugin) || seen.has(plugin)) return false;
    seen.add(plugin);
    return entered.has(plugin) || needed(plugin).some((next) => needsEntered(next, seen));
  };
  const visit = (plugin: string): void => {
    const node = nodes.get(plugin);
    if (!node || ordered.has(plugin)) return;
    entered.add(plugin);
    if (!node.installed) {
      needed(plugin).forEach(visit);
      for (const wished of Object.keys(node.relations.optionalDependencies ?? {}).sort()) {
        if (nodes.get(wished)?.installed === false && !needsEntered(wished)) visit(wished);
      }
    }
    ordered.set(plugin, { plugin, version: node.version, action: node.installed ? 'keep' : 'install' });
  };
  visit(root);
  return [...ordered.values()];
}
