import type { PluginRoute, RouteAccess } from '../manifest/built-manifest.ts';
import type { Find } from './found.ts';

/**
 * Routes that more callers can use than before: anyone, every token of the tenant, or holders of another permission. A
 * new route that requires a permission does not count, because the permission must first be granted.
 */
export const openedRoutes: Find = ({ id, backend }, before) => {
  const had = new Map((before?.backend?.routes ?? []).map((route) => [shapeOf(route), route.access]));
  return (backend?.routes ?? []).flatMap((route) => {
    const was = had.get(shapeOf(route));
    if (!opens(route.access, was)) return [];
    const name = `${route.method} /${id}${route.path}`;
    const change = was === undefined ? '' : `, which required ${need(id, was)} before`;
    if (route.access === 'public') {
      return [
        { key: 'routes.public', value: name, text: `lets anyone call ${name} without a token${change}` },
      ];
    }
    if (route.access === 'authenticated') {
      return [{ key: 'routes.authenticated', value: name, text: `lets ${TENANT} call ${name}${change}` }];
    }
    const permission = need(id, route.access);
    const text = `lets holders of ${permission} call ${name}${change}`;
    return [{ key: 'routes.permission', value: `${name} ${permission}`, text }];
  });
};

const TENANT = 'every token of the tenant';

/** Routes that only differ in the name of a parameter match the same requests. */
function shapeOf({ method, path }: PluginRoute): string {
  return `${method} ${path.replaceAll(/:[^/]+/g, ':')}`;
}

function opens(now: RouteAccess, was: RouteAccess | undefined): boolean {
  if (now === 'public') return was !== 'public';
  if (now === 'authenticated') return was === undefined || typeof was === 'object';
  return typeof was === 'object' && was.permission !== now.permission;
}

function need(id: string, access: RouteAccess): string {
  if (typeof access === 'object') return `${id}.${access.permission}`;
  return access === 'public' ? 'nothing' : 'a token of the tenant';
}
