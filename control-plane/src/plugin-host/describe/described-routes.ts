import { PlexicaError } from '@plexica/sdk/errors';
import type { WorkspaceRole } from '../../access/workspace-role.ts';
import type { Declared } from '../channel/protocol.ts';

export interface DescribedRoute {
  method: string;
  path: string;
  handler: string;
  access: Declared['access'][string];
  workspaceRole?: WorkspaceRole;
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Unreserved characters of RFC 3986, or a parameter that takes the whole segment. */
const SEGMENT = /^(?:[A-Za-z0-9._~-]+|:[A-Za-z][A-Za-z0-9_]*)$/;

/**
 * Combines routes with their access.
 *
 * @throws PlexicaError `build_failed` with every invalid route: missing access, invalid path, or duplicate
 */
export function describeRoutes({ routes, access, workspaceRoles }: Declared): DescribedRoute[] {
  const wrong: string[] = [];
  const seen = new Map<string, string>();
  const described = routes.map(({ method, path, handler }) => {
    const name = `${handler}(), ${method} ${path}`;
    if (!METHODS.has(method)) wrong.push(`${name}: the method must be one of ${[...METHODS].join(', ')}`);
    const reason = wrongPath(path);
    if (reason) wrong.push(`${name}: ${reason}`);
    const shape = `${method} ${path.replace(/:[^/]+/g, ':')}`;
    const other = seen.get(shape);
    if (other) wrong.push(`${name}: ${other}() already handles the same requests`);
    seen.set(shape, handler);
    const may = Object.hasOwn(access, handler) ? access[handler] : undefined;
    if (!may) wrong.push(`${name}: declare who can call it with @Permission, @Authenticated or @Public`);
    const role = Object.hasOwn(workspaceRoles, handler) ? workspaceRoles[handler] : undefined;
    if (role !== undefined && may === 'public')
      wrong.push(`${name}: a @Public route has no caller who could have a @WorkspaceRole`);
    return { method, path, handler, access: may ?? 'authenticated', ...(role && { workspaceRole: role }) };
  });
  const handlers = new Set(routes.map(({ handler }) => handler));
  for (const handler of Object.keys(access)) {
    if (!handlers.has(handler)) {
      wrong.push(`${handler}(): declares who can call it, but has no @Route`);
    }
  }
  for (const handler of Object.keys(workspaceRoles)) {
    if (!handlers.has(handler)) wrong.push(`${handler}(): declares @WorkspaceRole, but has no @Route`);
  }
  if (wrong.length > 0) throw new PlexicaError('build_failed', wrong.join('\n'));
  return described;
}

function wrongPath(path: string): string | undefined {
  if (path === '/') return undefined;
  if (!path.startsWith('/')) return 'the path must begin with /';
  const bad = path
    .slice(1)
    .split('/')
    .find((segment) => !SEGMENT.test(segment));
  if (bad === undefined) return undefined;
  if (bad === '') return 'the path must not end with / or contain //';
  return `"${bad}" must be letters, digits, ".", "_", "~", "-", or a parameter such as :id`;
}
