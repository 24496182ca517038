import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import express, { type Request, type Response, type Router } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { PluginRoute } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { requestIdOf } from '../http/problem.ts';
import { authenticate, ANYONE, bearerToken, requirePermission, type Principal } from '../identity/access.ts';
import { withinPlugin } from '../identity/permissions.ts';
import type { Loaded } from '../installations/installations.ts';
import type { Platform } from '../platform.ts';
import type { PluginAnswer } from '../plugin-host/types.ts';
import { headersForCaller, headersForPlugin } from './headers.ts';
import { requestBody } from './request-body.ts';

/** Calls without a token, by one address to one plugin of one tenant, in a minute. */
const PUBLIC_CALLS_PER_MINUTE = 300;

/** `/t/{tenant}/{plugin}/*`: the routes of installed plugins. */
export function gateway(platform: Platform): Router {
  const slowDown = rateLimit({
    windowMs: 60_000,
    limit: PUBLIC_CALLS_PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request) =>
      `${ipKeyGenerator(request.ip ?? '')} ${String(request.params['tenant'])}/${String(request.params['plugin'])}`,
    handler: (_request, _response, next) =>
      next(
        new PlexicaError('too_many_requests', 'too many calls without a token from this address', {
          retryAfter: 60,
        }),
      ),
  });
  const router = express.Router({ caseSensitive: true });
  router.all('/t/:tenant/:plugin{/*rest}', async (request, response, next) => {
    const { tenant, plugin } = request.params as { tenant: string; plugin: string };
    const prefix = `/t/${tenant}/${plugin}`;
    const path = request.path.slice(prefix.length) || '/';
    const principal =
      bearerToken(request) === undefined ? ANYONE : await authenticate(platform.access, request);
    const loaded = await platform.installations.find(tenant, plugin);
    const found = loaded?.match(request.method, path);
    if (found?.route.access === 'public' && loaded?.state === 'active') {
      // Whoever shows no token can only be told apart by address.
      const limited = principal === ANYONE && (await passes(slowDown, request, response, next));
      if (limited) return;
    } else {
      enter(principal, tenant, plugin);
    }
    if (loaded === undefined)
      throw new PlexicaError('not_installed', `the tenant ${tenant} has no plugin ${plugin}`);
    if (loaded.state !== 'active') {
      throw new PlexicaError('plugin_inactive', `${plugin} is ${loaded.state} in the tenant ${tenant}`);
    }
    if (found === undefined) {
      throw new PlexicaError(
        'plugin_route_not_found',
        `${plugin} ${loaded.target.version} has no ${request.method} ${path}`,
      );
    }
    permit(principal, found.route, tenant, plugin);
    await forward(platform, { loaded, principal, prefix, path, ...found }, request, response);
  });
  return router;
}

/** @returns true when the limiter has answered, by `next(error)` */
async function passes(
  limiter: ReturnType<typeof rateLimit>,
  request: Request,
  response: Response,
  next: (error?: unknown) => void,
): Promise<boolean> {
  let stopped = true;
  await limiter(request, response, (error?: unknown) => {
    if (error === undefined) stopped = false;
    else next(error);
  });
  return stopped;
}

/** Nobody learns which plugins a tenant has who may not act in that tenant. */
function enter(principal: Principal, tenant: string, plugin: string): void {
  if (principal === ANYONE) {
    throw new PlexicaError(
      'not_authenticated',
      'this route needs a token, and the request has no Authorization header',
    );
  }
  if (principal.scope !== 'platform' && principal.scope !== `tenant:${tenant}`) {
    throw new PlexicaError(
      'not_allowed',
      `the token ${principal.name} is not for ${plugin} in the tenant ${tenant}`,
    );
  }
}

function permit(principal: Principal, { access }: PluginRoute, tenant: string, plugin: string): void {
  if (typeof access === 'string') return;
  requirePermission(principal, `${plugin}.${access.permission}`, 'tenant', tenant);
}

interface Forwarded {
  loaded: Loaded;
  principal: Principal;
  prefix: string;
  path: string;
  route: PluginRoute;
  params: Record<string, string>;
}

async function forward(
  { host }: Platform,
  { loaded, principal, prefix, path, route, params }: Forwarded,
  request: Request,
  response: Response,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const question = request.url.indexOf('?');
  const { id, name, permissions } = principal;
  const answer = await host.call(loaded.target, {
    route: { method: route.method, path: route.path, handler: route.handler },
    method: request.method,
    path,
    params,
    query: question < 0 ? '' : request.url.slice(question + 1),
    headers: headersForPlugin(request.rawHeaders),
    ...(principal === ANYONE
      ? {}
      : { user: { id, name, permissions: withinPlugin(permissions, loaded.target.plugin) } }),
    body: await requestBody(request),
    signal: gone.signal,
    requestId: requestIdOf(response),
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
  for (const [name, value] of headersForCaller(answer.headers, prefix)) response.appendHeader(name, value);
  const { body } = answer;
  if (!(body instanceof Readable)) {
    if (body !== undefined) response.setHeader('Content-Length', body.length);
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  try {
    await pipeline(body, response);
  } catch {
    // The status has been sent: cutting the connection is the only way left to say that something is missing.
    response.destroy();
  }
}
