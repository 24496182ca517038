import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Needs } from '../access/needs.ts';
import type { Principal } from '../access/principal.ts';
import type { Change } from '../changes/change.ts';
import type { HttpPlatform } from './platform.ts';

/** Arguments of the functions of a route, all validated. */
export interface Call<Platform = HttpPlatform, Params = unknown, Query = unknown, Body = unknown> {
  readonly platform: Platform;
  /** `ANYONE` if the route requires no token and none was sent. */
  readonly principal: Principal;
  /** What the route requires of the caller. */
  readonly needs: Needs;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly requestId: string;
  readonly request: Request;
  readonly response: Response;
}

/** An answer; `undefined` if the route has written to `response` itself. */
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
  /** The route reads the body as bytes from `request`. */
  octets?: boolean;
  /** Whether it honours If-Match. */
  ifMatch?: boolean;
  answers: Record<number, Answer>;
  /** The planned changes. Every changing route has this; `nothing` means that it changes nothing. */
  plan?:
    | 'nothing'
    | ((call: Call<Platform, z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Change[]>);
  handle: (call: Call<Platform, z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Reply>;
}

/** What a route declares, without its functions. */
export type AnyRoute = Omit<Route<never>, 'plan' | 'handle'> & { plan?: unknown };

/**
 * Returns the function that declares the routes of one folder, so that TypeScript infers the types of params, query and
 * body.
 *
 * @typeParam Platform the parts of the server that the folder uses
 */
export function routesOf<Platform>() {
  return <Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
    definition: Route<Platform, Params, Query, Body>,
  ): Route<Platform> =>
    // The schemas of each route determine the Call of its handler. The type of the list cannot express that.
    definition;
}
