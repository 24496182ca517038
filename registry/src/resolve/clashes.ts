import semver from 'semver';
import type { ErrorCode } from '@plexica/sdk/errors';
import { fits } from './pick-version.ts';
import { describe, label, type Nodes, type PluginNode } from './plugin-node.ts';

/** Why a choice does not work: one sentence, and how many plugins had been chosen when it showed. */
export interface Clash {
  code: Extract<ErrorCode, 'unsatisfiable' | 'dependency_cycle' | 'plugin_conflict'>;
  message: string;
  depth: number;
}

/** The first reason why `candidate` cannot join `nodes`, or `undefined`. */
export function clashWith(candidate: PluginNode, nodes: Nodes): Clash | undefined {
  const depth = nodes.size;
  const cycle = cycleThrough(candidate, nodes);
  if (cycle) {
    return {
      code: 'dependency_cycle',
      message: `${cycle.map(label).join(' needs ')} needs ${candidate.plugin}`,
      depth,
    };
  }
  for (const node of nodes.values()) {
    const conflict = conflictBetween(candidate, node) ?? conflictBetween(node, candidate);
    if (conflict) return { code: 'plugin_conflict', message: conflict, depth };
    const message = unmetNeed(candidate, node, nodes) ?? unmetNeed(node, candidate, nodes);
    if (message) return { code: 'unsatisfiable', message, depth };
  }
  return undefined;
}

function conflictBetween(by: PluginNode, other: PluginNode): string | undefined {
  const range = by.relations.conflicts?.[other.plugin];
  if (range === undefined || !semver.satisfies(other.version, range, { includePrerelease: true }))
    return undefined;
  return `${describe(by)} conflicts with ${other.plugin}@${range}, which includes ${describe(other)}`;
}

function neededRange(by: PluginNode, plugin: string): string | undefined {
  return by.relations.dependencies?.[plugin] ?? by.relations.optionalDependencies?.[plugin];
}

/** What `by` asks of `other` and does not get, told together with whoever wants `other` as it is. */
function unmetNeed(by: PluginNode, other: PluginNode, nodes: Nodes): string | undefined {
  const range = neededRange(by, other.plugin);
  if (range === undefined || fits(other.version, range)) return undefined;
  const verb = by.relations.dependencies?.[other.plugin] === undefined ? 'works only with' : 'needs';
  const need = `${describe(by)} ${verb} ${other.plugin}@${range}`;
  if (other.installed) return `${need}, but ${label(other)} is installed; update ${other.plugin} first`;

  const asker = other.neededBy;
  const asked = asker && neededRange(asker, other.plugin);
  if (!asker || asked === undefined || asker === by) return `${need}, but ${label(other)} was requested`;
  const ask = `${describe(asker)} needs ${other.plugin}@${asked}`;
  const order = [...nodes.values()];
  return order.indexOf(by) >= 0 && order.indexOf(by) < order.indexOf(asker)
    ? `${need}, but ${ask}`
    : `${ask}, but ${need}`;
}

/** The circle that `candidate` closes, beginning with it. */
function cycleThrough(candidate: PluginNode, nodes: Nodes): PluginNode[] | undefined {
  const seen = new Set<PluginNode>();
  const paths: PluginNode[][] = [[candidate]];
  for (let path = paths.shift(); path; path = paths.shift()) {
    for (const plugin of Object.keys(path.at(-1)?.relations.dependencies ?? {})) {
      if (plugin === candidate.plugin) return path;
      const next = nodes.get(plugin);
      if (!next || seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return undefined;
}
