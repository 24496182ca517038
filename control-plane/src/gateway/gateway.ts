import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { PluginRoute } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { requestIdOf } from '../errors/problem.ts';
import type { Access } from '../access/access.ts';
import { authenticate, notFor, requirePermission } from '../access/authorize.ts';
import { ANYONE, type Principal } from '../access/principal.ts';
import { includes } from '../access/scope.ts';
import { withinPlugin } from '../access/permissions.ts';
import { noteAsked } from '../http/audited.ts';
import { recorded, recordedPath } from '../http/recorded.ts';
import type { Membership } from '../workspaces/memberships.ts';
import { workspaceOf } from './workspace.ts';
import type { Loaded } from '../installations/installations.ts';
import type { GatewayPlatform } from './platform.ts';
import type { PluginAnswer } from '../plugin-host/types.ts';
import { findOrRemember } from './absent.ts';
import { failureFor } from './failure.ts';
import { headersForCaller, headersForPlugin, LEFT_OUT } from './headers.ts';
import { requestBody } from './request-body.ts';
import { RequestLines } from './request-lines.ts';

const GatewayPath = z.object({ tenant: recorded(z.string()), plugin: recorded(z.string()) });

/** `/t/{tenant}/{plugin}/*`: the routes of installed plugins. */
export function gateway(platform: GatewayPlatform): Router {
  const installationOf = findOrRemember(platform.installations, platform.changes);
  const lines = new RequestLines((installation, line) => platform.logs.add(installation, line));
  const router = express.Router({ caseSensitive: true });
  router.all('/t/:tenant/:plugin{/*rest}', async (request, response) => {
    const place = placeOf(request);
    const { tenant } = place;
    const resource = recordedPath('/t/{tenant}/{plugin}', GatewayPath, request.params);
    noteAsked(response, { tenant, action: 'callPlugin', resource, changes: false });
    const caller = await callerOf(platform.access, request, place.tenant);
    if (caller.principal === ANYONE) platform.limits.stranger(request, response);
    else platform.limits.caller(response, caller.principal);
    const found = await find(installationOf, place, caller);
    if (caller.principal === ANYONE && isOpen(found)) platform.limits.publicCall(request, response, place);
    const { loaded, route, principal } = admit(caller, found, place, response);
    const reference = request.get('X-Workspace-ID');
    const workspace = await workspaceOf(platform, loaded, route, principal, reference);
    const { installation } = loaded.target;
    lines.follow({ installation, method: request.method, path: route.path }, response);
    const body = await requestBody(request);
    // Reading the body can take long. The installation may have changed meanwhile.
    const now = body === undefined ? found : await find(installationOf, place, caller);
    const admitted = admit(caller, now, place, response);
    const still =
      now === found
        ? workspace
        : await workspaceOf(platform, admitted.loaded, admitted.route, principal, reference);
    await forward(platform, { place, body, workspace: still, ...admitted }, request, response);
  });
  return router;
}

/** The installation of a request, and the path that its plugin sees. */
interface Place {
  tenant: string;
  plugin: string;
  prefix: string;
  path: string;
  method: string;
}

function placeOf(request: Request): Place {
  const { tenant, plugin } = request.params as { tenant: string; plugin: string };
  const [, path = '/'] = /^\/t\/[^/]+\/[^/]+(\/.*)$/.exec(request.path) ?? [];
  return { tenant, plugin, prefix: `/t/${tenant}/${plugin}`, path, method: request.method };
}

/** The caller from the view of this tenant; for `ANYONE`, also the error if a token is required. */
interface Caller {
  principal: Principal;
  refusal: PlexicaError | undefined;
}

/** A token for another scope is ignored, and the Authorization header of a webhook may not be a Plexica token. */
async function callerOf(access: Access, request: Request, tenant: string): Promise<Caller> {
  try {
    const principal = await authenticate(access, request);
    const here = { kind: 'tenant', tenant } as const;
    if (includes(principal.scope, here)) return { principal, refusal: undefined };
    return { principal: ANYONE, refusal: notFor(principal, here) };
  } catch (error) {
    if (!(error instanceof PlexicaError) || error.code !== 'not_authenticated') throw error;
    return { principal: ANYONE, refusal: error };
  }
}

interface Found {
  loaded: Loaded | undefined;
  match: ReturnType<Loaded['match']>;
}

async function find(
  installationOf: ReturnType<typeof findOrRemember>,
  { tenant, plugin, path, method }: Place,
  { refusal }: Caller,
): Promise<Found> {
  const loaded = await installationOf(tenant, plugin);
  // Refused callers are refused before any path is looked up.
  if (refusal !== undefined && loaded?.hasPublic !== true) return { loaded, match: undefined };
  return { loaded, match: loaded?.match(method === 'HEAD' ? 'GET' : method, path) };
}

function isOpen({ loaded, match }: Found): boolean {
  return loaded?.state === 'active' && match?.route.access === 'public';
}

/**
 * Callers without access to a tenant are refused first, so that they do not learn which plugins it has.
 *
 * @throws PlexicaError `not_authenticated`, `not_allowed`, `not_installed`, `plugin_inactive`,
 *   `plugin_route_not_found`, and `method_not_allowed` with an `Allow` header (RFC 9110, 15.5.6)
 */
function admit(
  { principal, refusal }: Caller,
  found: Found,
  { tenant, plugin, path, method }: Place,
  response: Response,
): { loaded: Loaded; principal: Principal; route: PluginRoute; params: Record<string, string> } {
  if (refusal !== undefined && !isOpen(found)) throw refusal;
  const { loaded, match } = found;
  if (loaded === undefined) {
    throw new PlexicaError('not_installed', `${plugin} is not installed in the tenant ${tenant}`);
  }
  if (loaded.state !== 'active') {
    throw new PlexicaError('plugin_inactive', `${plugin} is ${loaded.state} in the tenant ${tenant}`);
  }
  if (match === undefined) {
    const allowed = loaded
      .methods(path)
      .flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each]))
      .join(', ');
    if (allowed !== '') {
      response.set('Allow', allowed);
      throw new PlexicaError(
        'method_not_allowed',
        `${plugin}: ${method} ${path}: this path accepts only ${allowed}`,
      );
    }
    throw new PlexicaError(
      'plugin_route_not_found',
      `${plugin} ${loaded.target.version} has no route for ${method} ${path}`,
    );
  }
  const { access } = match.route;
  if (typeof access !== 'string') {
    requirePermission(principal, `${plugin}.${access.permission}`, { kind: 'tenant', tenant });
  }
  return { loaded, principal, ...match };
}

interface Forwarded {
  place: Place;
  loaded: Loaded;
  principal: Principal;
  route: PluginRoute;
  params: Record<string, string>;
  body: Buffer | Readable | undefined;
  workspace: Membership | undefined;
}

async function forward(
  { host }: GatewayPlatform,
  { place: { path, prefix }, loaded, principal, route, params, body, workspace }: Forwarded,
  request: Request,
  response: Response,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  // The caller may have disconnected while its body was read.
  if (response.closed) gone.abort();
  const question = request.url.indexOf('?');
  const { id, name, permissions, member } = principal;
  const email = loaded.target.members ? member?.email : undefined;
  const asked = host.call(loaded.target, {
    route: { method: route.method, path: route.path, handler: route.handler },
    method: request.method,
    path,
    params,
    query: question < 0 ? '' : request.url.slice(question + 1),
    headers: headersForPlugin(request.rawHeaders),
    ...(principal === ANYONE
      ? {}
      : {
          user: {
            id,
            name,
            ...(email !== undefined && { email }),
            permissions: withinPlugin(permissions, loaded.target.plugin),
          },
        }),
    ...(workspace && {
      workspace: { id: workspace.id, slug: workspace.slug, role: workspace.role },
    }),
    body,
    signal: gone.signal,
    requestId: requestIdOf(response),
  });
  const answer = await asked.catch((error: unknown) => {
    throw failureFor(principal, loaded.target, error);
  });
  await send(answer, prefix, request, response);
}

async function send(
  answer: PluginAnswer,
  prefix: string,
  request: Request,
  response: Response,
): Promise<void> {
  response.statusCode = answer.status;
  const headers = headersForCaller(answer.headers, prefix);
  // In place of those that the platform's own answers have.
  for (const name of [...LEFT_OUT, ...headers.map(([given]) => given)]) response.removeHeader(name);
  for (const [name, value] of headers) response.appendHeader(name, value);
  const { body } = answer;
  if (!(body instanceof Readable)) {
    if (body !== undefined) response.setHeader('Content-Length', body.length);
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  try {
    await pipeline(body, response);
  } catch {
    // The status was already sent: only closing the connection shows that data is missing.
    response.destroy();
  }
}
