import express, { type Express } from 'express';
import { PlexicaError } from '@plexica/sdk/errors';
import { features } from './features.ts';
import { gateway } from './gateway/gateway.ts';
import { countRefusals } from './http/audited.ts';
import { mount } from './http/mount.ts';
import { realmRouter } from './identity/realm-router.ts';
import { openApi } from './http/openapi.ts';
import { problemHandler } from './errors/problem.ts';
import { knownHosts, oneHost, requestContext } from './http/request-context.ts';
import { routesOf, type Route } from './http/route.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { Platform } from './platform.ts';
import { VERSION } from './version.ts';

/** All routes of the control plane except those of plugins. */
export const routes: readonly Route<Platform>[] = [
  ...features.flatMap(({ routes = [] }) => routes),
  routesOf<Platform>()({
    id: 'openapi',
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'Get this OpenAPI document',
    needs: 'anyone',
    answers: { 200: { description: 'OpenAPI 3.1', body: 'application/json' } },
    handle: async () => ({ status: 200, body: apiDocument() }),
  }),
];

let document: object | undefined;

/** The OpenAPI document. Built once, because it is large and public. */
export function apiDocument(): object {
  return (document ??= openApi(routes, VERSION));
}

/** The application. The order matters: checks of each request, the routes, then everything else. */
export function createApp(platform: Platform): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  // Another spelling of a path is another path: a name that was left out must not make it a shorter one.
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set(
    'trust proxy',
    platform.config.trustedProxies.length > 0 ? [...platform.config.trustedProxies] : false,
  );
  app.use(requestContext(platform.log));
  app.use(securityHeaders(platform.config.publicUrl?.startsWith('https:') ?? false));
  app.use(oneHost());
  app.use(knownHosts(platform, platform.config));
  app.use('/realms', (request, response, next) => {
    platform.limits.stranger(request, response);
    next();
  });
  app.use('/realms', realmRouter(platform));
  mount(app, routes, platform);
  app.use(gateway(platform));
  app.use((request) => {
    throw new PlexicaError('route_not_found', `no route matches ${request.method} ${request.path}`);
  });
  app.use(countRefusals(platform));
  app.use(problemHandler(platform.log));
  return app;
}
