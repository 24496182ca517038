import type { Request, Response } from 'express';
import { PlexicaError } from '@plexica/sdk/errors';
import { ANYONE, type Principal } from '../access/principal.ts';
import type { Limits } from '../limits/limits.ts';
import { PROBES } from './request-context.ts';

/**
 * Counts a request for the limits of its caller.
 *
 * @param authorized finds the caller, or refuses the request
 * @returns the caller
 * @throws PlexicaError `too_many_requests`, or the refusal
 */
export async function countRequest(
  limits: Limits,
  request: Request,
  response: Response,
  authorized: () => Promise<Principal>,
): Promise<Principal> {
  let principal: Principal;
  try {
    principal = await authorized();
  } catch (error) {
    if (isRefusal(error)) limits.stranger(request, response);
    throw error;
  }
  if (principal !== ANYONE) limits.caller(response, principal);
  else if (!PROBES.has(request.path)) limits.stranger(request, response);
  return principal;
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof PlexicaError && (error.code === 'not_authenticated' || error.code === 'not_allowed')
  );
}
