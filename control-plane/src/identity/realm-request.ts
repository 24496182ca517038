import type { Request, Response } from 'express';
import { pageHeaders } from './pages/headers.ts';
import type { PageTenant } from './pages/layout.ts';
import type { IdentityPlatform } from './platform.ts';

/** A request for a page of a realm that exists. */
export interface RealmRequest {
  readonly platform: IdentityPlatform;
  readonly realm: string;
  readonly tenant: PageTenant;
  readonly request: Request;
  readonly response: Response;
}

/** @param targets origins where a form of the page may end */
export function sendPage(
  response: Response,
  page: string,
  { targets = [], status = 200 }: { targets?: readonly string[]; status?: number } = {},
): void {
  response.status(status).set(pageHeaders(targets)).send(page);
}

/** A field of a sent form, or `''`. */
export function formField({ request }: RealmRequest, name: string): string {
  const value = (request.body as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}

/** A parameter of the query, or `''`. */
export function queryParameter({ request }: RealmRequest, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
}
