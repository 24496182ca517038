import type { Issue } from '@plexica/sdk/errors';
import { didYouMean } from '../did-you-mean.ts';
import { issuePath } from '../issue-path.ts';
import type { BuiltManifest } from './built-manifest.ts';
import type { PluginManifest } from './plugin-manifest.ts';
import { parseUse } from './services.ts';

/** Whether a key of the manifest, or a pattern with a trailing star, stands for at least one of `keys`. */
function matchesSome(pattern: string, keys: readonly string[]): boolean {
  if (pattern === '*') return keys.length > 0;
  if (pattern.endsWith('.*')) return keys.some((key) => key.startsWith(pattern.slice(0, -1)));
  return keys.includes(pattern);
}

/** What the keys of one manifest say about each other. Takes whatever part of a manifest has the right form. */
export function referenceIssues(manifest: Partial<PluginManifest>): Issue[] {
  return [
    ...permissionIssues(manifest),
    ...dependencyIssues(manifest),
    ...useIssues(manifest),
    ...subscriptionIssues(manifest),
  ];
}

function permissionIssues({ permissions = {}, roles = {}, ui = {} }: Partial<PluginManifest>): Issue[] {
  const keys = Object.keys(permissions);
  const undeclared = (path: PropertyKey[], pattern: string): Issue[] =>
    matchesSome(pattern, keys)
      ? []
      : [
          {
            path: issuePath(path),
            message: `"${pattern}" is not declared under permissions${didYouMean(pattern, keys)}`,
          },
        ];
  const ofUi = (['routes', 'menu', 'widgets', 'extensions'] as const).flatMap((list) =>
    (ui[list] ?? []).flatMap(({ permission }, index) =>
      permission === undefined ? [] : undeclared(['ui', list, index, 'permission'], permission),
    ),
  );
  const ofRoles = Object.entries(roles).flatMap(([role, patterns]) =>
    patterns.flatMap((pattern, index) => undeclared(['roles', role, index], pattern)),
  );
  return [...ofRoles, ...ofUi];
}

const relations = ['dependencies', 'optionalDependencies', 'conflicts'] as const;

function dependencyIssues(manifest: Partial<PluginManifest>): Issue[] {
  const issues: Issue[] = [];
  for (const relation of relations) {
    for (const id of Object.keys(manifest[relation] ?? {})) {
      const path = issuePath([relation, id]);
      if (id === manifest.id) issues.push({ path, message: 'is the plugin itself' });
      const earlier = relations
        .slice(0, relations.indexOf(relation))
        .find((other) => Object.hasOwn(manifest[other] ?? {}, id));
      // A plugin may need one range of another and conflict with a second range of it.
      if (earlier && relation !== 'conflicts') {
        issues.push({ path, message: `is already listed under ${earlier}; keep one of them` });
      }
    }
  }
  return issues;
}

function useIssues({
  id,
  uses = [],
  dependencies = {},
  optionalDependencies = {},
}: Partial<PluginManifest>): Issue[] {
  return uses.flatMap((text, index) => {
    const plugin = parseUse(text)?.plugin;
    if (plugin === undefined) return [];
    const path = issuePath(['uses', index]);
    if (plugin === id)
      return [{ path, message: 'is a service of the plugin itself; call the method directly' }];
    return Object.hasOwn(dependencies, plugin) || Object.hasOwn(optionalDependencies, plugin)
      ? []
      : [
          {
            path,
            message: `is a service of "${plugin}", which is missing from dependencies and optionalDependencies`,
          },
        ];
  });
}

function subscriptionIssues({ events }: Partial<PluginManifest>): Issue[] {
  const seen = new Set<string>();
  return (events?.subscribes ?? []).flatMap((pattern, index) => {
    if (seen.has(pattern))
      return [{ path: issuePath(['events', 'subscribes', index]), message: 'is listed twice' }];
    seen.add(pattern);
    return [];
  });
}

/** Routes that no request could tell apart, parameters named twice, and permissions that nobody declared. */
export function routeIssues({
  backend,
  permissions = {},
  workspaceAware = false,
}: Pick<BuiltManifest, 'backend' | 'permissions' | 'workspaceAware'>): Issue[] {
  const keys = Object.keys(permissions);
  const taken = new Map<string, string>();
  return (backend?.routes ?? []).flatMap((route, index) => {
    const issues: Issue[] = [];
    const add = (key: string, message: string) =>
      issues.push({
        path: issuePath(['backend', 'routes', index, key]),
        message: `${message} (${route.handler}())`,
      });

    const shape = `${route.method} ${route.path.replace(/:[^/]+/g, ':')}`;
    const other = taken.get(shape);
    if (other) add('path', `${route.method} ${route.path} matches the same requests as ${other}()`);
    taken.set(shape, route.handler);

    const names: string[] = route.path.match(/:[^/]+/g) ?? [];
    const twice = names.find((name, position) => names.indexOf(name) !== position);
    if (twice) add('path', `names the parameter "${twice}" twice`);

    if (route.workspaceRole !== undefined && !workspaceAware)
      add('workspaceRole', '@WorkspaceRole requires "workspaceAware": true in plexica.json');

    if (typeof route.access === 'object' && !keys.includes(route.access.permission)) {
      const { permission } = route.access;
      add('access', `"${permission}" is not declared under permissions${didYouMean(permission, keys)}`);
    }
    return issues;
  });
}
