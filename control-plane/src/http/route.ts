import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Needs } from '../access/needs.ts';
import type { Principal } from '../access/principal.ts';
import type { Change } from '../changes/change.ts';
import type { HttpPlatform } from './platform.ts';

/** What a route's functions get: everything validated, nothing to parse. */
export interface Call<Platform = HttpPlatform, Params = unknown, Query = unknown, Body = unknown> {
  readonly platform: Platform;
  /** `ANYONE` where the route needs nobody to be known and no token was sent. */
  readonly principal: Principal;
  /** What the route asked of them. */
  readonly needs: Needs;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly requestId: string;
  readonly request: Request;
  readonly response: Response;
}

/** An answer; `undefined` when the route has written to `response` itself. */
export type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | undefined;

export interface Answer {
  description: string;
  /** JSON of this schema, or a media type for anything else. */
  body?: z.ZodType | string;
}

export interface Route<
  Platform = HttpPlatform,
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  /** operationId of the OpenAPI document and method of the generated client. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** OpenAPI form: `/v1/tenants/{tenant}`. */
  path: string;
  summary: string;
  needs: Needs;
  params?: Params;
  query?: Query;
  /** Schema of a JSON body. */
  body?: Body;
  /** The body is octets that the route reads from `request`. */
  octets?: boolean;
  /** It heeds the header If-Match. */
  ifMatch?: boolean;
  answers: Record<number, Answer>;
  /** What the request would change; every route that changes something has one. `'nothing'`: it changes nothing. */
  plan?:
    | 'nothing'
    | ((call: Call<Platform, z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Change[]>);
  handle: (call: Call<Platform, z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Reply>;
}

/** What a route declares, without its functions. */
export type AnyRoute = Omit<Route<never>, 'plan' | 'handle'> & { plan?: unknown };

/**
 * For one folder: what declares a route there, so that TypeScript infers the types of params, query and body.
 *
 * @typeParam Platform the part of the running server that the folder uses
 */
export function routesOf<Platform>() {
  return <Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
    definition: Route<Platform, Params, Query, Body>,
  ): Route<Platform> =>
    // Which Call a handler takes is decided by the schemas beside it; the list of all routes cannot say it.
    definition;
}
