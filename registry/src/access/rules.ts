import type { BuiltManifest } from '../manifest/built-manifest.ts';
import { parseUse } from '../manifest/services.ts';
import type { Find } from './found.ts';
import { moreOfAccess } from './manifest-access.ts';
import { someCovers } from './patterns.ts';
import { openedRoutes } from './routes.ts';

/** What a key of the manifest means for consent: `find` where more of it needs consent, `never` with the reason why not. */
export type AccessRule =
  { more: string; find: Find; never?: undefined } | { never: string; more?: undefined; find?: undefined };

const FOR_PEOPLE = { never: 'People read it; it gives nothing.' };
const FOR_RESOLVING = { never: 'It decides which versions fit together.' };

const moreOfRoles: Find = ({ id, roles = {} }, before) =>
  Object.entries(roles).flatMap(([role, patterns]) => {
    const had = Object.hasOwn(before?.roles ?? {}, role) ? before?.roles?.[role] : undefined;
    // Nobody holds a role that is new.
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
    ? [{ key: 'workspaceAware', value: 'false', text: 'no longer keeps its data apart by workspace' }]
    : [];

/** The table of what counts as more access. A new key of the manifest does not compile before it is decided here. */
export const accessRules: Readonly<Record<keyof BuiltManifest, AccessRule>> = {
  access: {
    more:
      'a host under `network` that no host of the version before covers (`*.example.com` covers `api.example.com`); any other ' +
      'key that was absent, `false` or empty before, or has an item, a text or a number that it did not have. Keys that ' +
      'only a later server knows count too',
    find: moreOfAccess,
  },
  backend: {
    more:
      'a route that is open to anybody (`@Public()`) or to every token of the tenant (`@Authenticated()`) and was not before; ' +
      'a route that needs another permission than before',
    find: openedRoutes,
  },
  roles: {
    more: 'more permissions in a role that the version before, or one earlier in this tenant, offered too',
    find: moreOfRoles,
  },
  uses: { more: 'a service that the version before did not call, whatever the range', find: moreUses },
  events: {
    more: 'events under `subscribes` that no pattern of the version before covers',
    find: moreEvents,
  },
  workspaceAware: { more: 'it was `true` and is not any more', find: leavesWorkspaces },

  permissions: {
    never: 'A permission is a name that an administrator can give to somebody. It opens nothing by itself.',
  },
  services: {
    never: 'Another plugin calls it only after asking for it under `uses`, which counts for that plugin.',
  },
  dependencies: { never: 'What a dependency asks for counts when it is installed.' },
  optionalDependencies: FOR_RESOLVING,
  conflicts: FOR_RESOLVING,
  engines: FOR_RESOLVING,
  protocol: FOR_RESOLVING,
  allowedSecrets: {
    never:
      'It says what in the package is no secret; a package holds nothing of the server. It is shown beside the access.',
  },
  config: { never: 'The operator gives the values. An update that would make a secret readable is refused.' },
  ui: { never: 'This version shows no user interface of a plugin.' },
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
