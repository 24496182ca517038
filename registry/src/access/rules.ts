import type { BuiltManifest } from '../manifest/built-manifest.ts';
import { parseUse } from '../manifest/services.ts';
import type { Find } from './found.ts';
import { moreOfAccess } from './manifest-access.ts';
import { someCovers } from './patterns.ts';
import { openedRoutes } from './routes.ts';

/** What a key of the manifest means for consent: `find` if more of it needs consent, or else `never` with the reason. */
export type AccessRule =
  { more: string; find: Find; never?: undefined } | { never: string; more?: undefined; find?: undefined };

const FOR_PEOPLE = { never: 'It is information for people and gives no access.' };
const FOR_RESOLVING = { never: 'It only decides which versions are compatible.' };

const moreOfRoles: Find = ({ id, roles = {} }, before) =>
  Object.entries(roles).flatMap(([role, patterns]) => {
    const had = Object.hasOwn(before?.roles ?? {}, role) ? before?.roles?.[role] : undefined;
    // Nobody has a new role yet.
    if (had === undefined) return [];
    return patterns
      .filter((pattern) => !someCovers(had, pattern))
      .map((pattern) => ({
        key: 'roles',
        value: `${role} ${id}.${pattern}`,
        text: `gives holders of its role ${role} the permission ${id}.${pattern}`,
      }));
  });

const moreUses: Find = ({ uses = [] }, before) => {
  const had = new Set((before?.uses ?? []).map(serviceOf));
  return uses
    .map(serviceOf)
    .filter((service) => !had.has(service))
    .map((service) => ({ key: 'uses', value: service, text: `calls the service ${service}` }));
};

function serviceOf(use: string): string {
  const parsed = parseUse(use);
  return parsed === undefined ? use : `${parsed.plugin}.${parsed.service}`;
}

const moreEvents: Find = ({ events }, before) =>
  (events?.subscribes ?? [])
    .filter((pattern) => !someCovers(before?.events?.subscribes ?? [], pattern))
    .map((pattern) => ({ key: 'events.subscribes', value: pattern, text: `receives the events ${pattern}` }));

const leavesWorkspaces: Find = ({ workspaceAware }, before) =>
  before?.workspaceAware === true && workspaceAware !== true
    ? [{ key: 'workspaceAware', value: 'false', text: 'no longer separates its data by workspace' }]
    : [];

/** What counts as more access. A new key of the manifest does not compile until it has a rule here. */
export const accessRules: Readonly<Record<keyof BuiltManifest, AccessRule>> = {
  access: {
    more:
      'a host in `network` that no host of the previous version covers (`*.example.com` covers `api.example.com`); any other ' +
      'key that was absent, `false` or empty before, or that has a new item, text or number. Keys that ' +
      'only a newer server knows count too',
    find: moreOfAccess,
  },
  backend: {
    more:
      'a route that is newly open to everyone (`@Public()`) or to every token of the tenant (`@Authenticated()`); ' +
      'a route that requires a different permission than before',
    find: openedRoutes,
  },
  roles: {
    more: 'more permissions in a role that the previous version, or an earlier one in this tenant, also offered',
    find: moreOfRoles,
  },
  uses: {
    more: 'a service that the previous version did not call, in any range of versions',
    find: moreUses,
  },
  events: {
    more: 'events in `subscribes` that no pattern of the previous version covers',
    find: moreEvents,
  },
  workspaceAware: { more: 'it was `true` and no longer is', find: leavesWorkspaces },

  permissions: {
    never: 'A permission is a name that an administrator can give to a token. On its own, it allows nothing.',
  },
  services: {
    never: 'Another plugin must ask for it in `uses`, which counts for that plugin.',
  },
  dependencies: { never: 'The access of a dependency counts when that plugin is installed.' },
  optionalDependencies: FOR_RESOLVING,
  conflicts: FOR_RESOLVING,
  engines: FOR_RESOLVING,
  protocol: FOR_RESOLVING,
  allowedSecrets: {
    never:
      'It names texts in the package that are not secrets. A package contains no secrets of the server. It is shown next to the access.',
  },
  config: { never: 'The operator sets the values. An update that would make a secret readable is refused.' },
  ui: { never: 'This version does not show user interfaces of plugins.' },
  id: FOR_PEOPLE,
  name: FOR_PEOPLE,
  version: FOR_PEOPLE,
  displayName: FOR_PEOPLE,
  description: FOR_PEOPLE,
  category: FOR_PEOPLE,
  icon: FOR_PEOPLE,
  screenshots: FOR_PEOPLE,
  license: FOR_PEOPLE,
  author: FOR_PEOPLE,
  repository: FOR_PEOPLE,
  keywords: FOR_PEOPLE,
};
