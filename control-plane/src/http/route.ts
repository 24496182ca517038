import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Needs } from '../access/needs.ts';
import type { Principal } from '../access/principal.ts';
import type { Brings } from '../changes/brings.ts';
import type { Platform } from '../platform.ts';

/** One thing that a changing request would do, as `?dryRun=true` answers it. */
export interface Change {
  action: 'create' | 'update' | 'delete';
  /** What kind of thing: `tenant`, `installation`, … */
  resource: string;
  name: string;
  /** What is special about it, as a sentence without a full stop. */
  detail?: string;
  /** Of an installation: the version that is put in place. */
  version?: string;
  /** Of an installation: what it may do that nothing could do before. */
  brings?: Brings;
}

/** What a route's functions get: everything validated, nothing to parse. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
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
  plan?: 'nothing' | ((call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Change[]>);
  handle: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Reply>;
}

/** Declares a route; its only work is to let TypeScript infer the types of params, query and body. */
export function route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  definition: Route<Params, Query, Body>,
): Route {
  // Which Call a handler takes is decided by the schemas beside it; the list of all routes cannot say it.
  return definition;
}
