import type { Request, Response } from 'express';
import type { Keys } from '../../keys.ts';

/** Seconds from the end of an invitation to the login that follows at once. */
const VALID = 60;
const COOKIE = 'plexica_ticket';

/**
 * Logs in somebody who has just proved who he is, such as by the link of an invitation, without asking for the password
 * again. A cookie, so that nobody can give a ticket of his own to another.
 */
export function giveTicket(keys: Keys, realm: string, accountId: string, response: Response): void {
  const until = Date.now() + VALID * 1000;
  const sealed = keys.seal(Buffer.from(JSON.stringify({ accountId, until })), place(realm));
  response.cookie(COOKIE, sealed.toString('base64url'), {
    ...options(realm, response),
    maxAge: VALID * 1000,
  });
}

/** @returns the account of the ticket, which is used up, and when it was given; `undefined` without a valid one */
export function takeTicket(
  keys: Keys,
  realm: string,
  request: Request,
  response: Response,
): { accountId: string; givenAt: number } | undefined {
  const sealed = new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(request.get('Cookie') ?? '')?.[1];
  if (sealed === undefined) return undefined;
  response.clearCookie(COOKIE, options(realm, response));
  try {
    const text = keys.open(Buffer.from(sealed, 'base64url'), place(realm)).toString();
    const { accountId, until } = JSON.parse(text) as { accountId: string; until: number };
    return until > Date.now() ? { accountId, givenAt: until - VALID * 1000 } : undefined;
  } catch {
    return undefined;
  }
}

function options(realm: string, { req }: Response) {
  return { path: `/realms/${realm}/`, httpOnly: true, sameSite: 'lax', secure: req.secure } as const;
}

function place(realm: string): string {
  return `ticket of the realm ${realm}`;
}
