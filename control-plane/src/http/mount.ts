import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { authorize } from '../access/authorize.ts';
import type { Principal } from '../access/principal.ts';
import type { HttpPlatform } from './platform.ts';
import { askedBy, audited, noteAsked } from './audited.ts';
import { bodyTypes } from './body-types.ts';
import { countRequest } from './count-request.ts';
import { replayable } from './idempotency.ts';
import { invalidInput } from '../errors/known-errors.ts';
import { requestIdOf } from '../errors/problem.ts';
import { isDryRun, withoutDryRun } from './query.ts';
import type { AnyRoute, Call, Reply, Route } from './route.ts';
import { requireUtf8, requireValidText } from './valid-text.ts';

const parseJson = express.json({
  limit: '1mb',
  strict: false,
  verify: requireUtf8,
  type: bodyTypes('PATCH'),
});

/**
 * Adds routes to the application. Authorization comes first on each of them.
 *
 * @throws Error at start if a route does not declare who can call it or what it would change
 */
export function mount<Platform extends HttpPlatform>(
  app: Express,
  routes: readonly Route<Platform>[],
  platform: Platform,
): void {
  for (const declared of routes) {
    checkDeclaration(declared);
    const path = declared.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const method = declared.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    app[method](path, ...handlers(declared, platform));
  }
  refuseOtherMethods(app, routes);
}

function checkDeclaration(declared: AnyRoute): void {
  const name = `${declared.method} ${declared.path}`;
  if (declared.needs === undefined) throw new Error(`${name} does not declare who can call it`);
  if (declared.method !== 'GET' && declared.plan === undefined)
    throw new Error(`${name} does not declare its plan`);
}

function handlers<Platform extends HttpPlatform>(
  declared: Route<Platform>,
  platform: Platform,
): RequestHandler[] {
  const changes = declared.plan !== undefined && declared.plan !== 'nothing';

  const handle: RequestHandler = async (request, response) => {
    const dryRun = changes && isDryRun(declared, request.query);
    const call: Call<Platform> = {
      platform,
      principal: response.locals['principal'] as Principal,
      needs: declared.needs,
      params: read(declared.params, request.params, ''),
      query: read(declared.query, withoutDryRun(request.query), 'query'),
      body: declared.octets ? undefined : read(declared.body, request.body ?? {}, 'body'),
      requestId: requestIdOf(response),
      request,
      response,
    };
    let reply: Reply;
    if (dryRun) {
      const plan = declared.plan as Exclude<Route<Platform>['plan'], 'nothing' | undefined>;
      reply = { status: 200, body: { dryRun: true, changes: await plan(call) } };
    } else {
      reply = changes
        ? await audited(call, declared, () => declared.handle(call))
        : await declared.handle(call);
    }
    if (reply === undefined) return;
    response.status(reply.status).set(reply.headers ?? {});
    varyByOrigin(declared, platform.config, response);
    if (reply.body === undefined) response.end();
    else response.json(reply.body);
  };

  const first: RequestHandler = async (request, response, next) => {
    allowOrigin(declared, platform.config, request, response);
    // Also for problems.
    varyByOrigin(declared, platform.config, response);
    noteAsked(response, askedBy(declared, request.params, changes && !('dryRun' in request.query)));
    response.locals['principal'] = await countRequest(platform.limits, request, response, () =>
      authorize(platform, request, declared.needs),
    );
    next();
  };
  if (declared.octets || declared.method === 'GET') return [first, handle];
  if (declared.method !== 'POST') return [first, onlyJson(declared), parseJson, handle];
  return [first, onlyJson(declared), parseJson, replayable(declared, platform), handle];
}

/**
 * Lets pages of the configured origins, such as a marketplace, read metadata of the registry. Other routes never allow
 * other origins, least of all those with code: any page could read the data of a developer's or an intranet's server.
 */
function allowOrigin(
  declared: AnyRoute,
  { corsOrigins }: HttpPlatform['config'],
  request: Request,
  response: Response,
): void {
  const origin = request.get('Origin');
  if (isMetadata(declared) && origin !== undefined && corsOrigins.includes(origin))
    response.set('Access-Control-Allow-Origin', origin);
}

/** Caches must not serve an answer to another origin. */
function varyByOrigin(declared: AnyRoute, { corsOrigins }: HttpPlatform['config'], response: Response): void {
  if (isMetadata(declared) && corsOrigins.length > 0) response.vary('Origin');
}

function isMetadata({ needs }: AnyRoute): boolean {
  return typeof needs === 'object' && 'registry' in needs && needs.registry === 'metadata';
}

/** Otherwise a body of another type would count as missing. */
function onlyJson({ method }: AnyRoute): RequestHandler {
  const types = bodyTypes(method);
  return (request, _response, next) => {
    if (request.get('Content-Length') !== '0' && request.is(types) === false) {
      const type = request.get('Content-Type') ?? 'no Content-Type';
      throw new PlexicaError(
        'unsupported_media_type',
        `the body is ${type}; this route accepts ${types.join(' or ')}`,
      );
    }
    next();
  };
}

function read(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (schema === undefined) return value;
  if (where === 'body') requireValidText(value, where);
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw invalidInput(parsed.error, where);
  return parsed.data;
}

function refuseOtherMethods(app: Express, routes: readonly AnyRoute[]): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of routes) methods.set(path, (methods.get(path) ?? new Set()).add(method));
  for (const [path, allowed] of methods) {
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (request, response) => {
      const list = [...allowed].join(', ');
      response.set('Allow', list);
      throw new PlexicaError(
        'method_not_allowed',
        `${request.method} ${request.path}: this path accepts only ${list}`,
      );
    });
  }
}
