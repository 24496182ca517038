import { PlexicaError } from '@plexica/sdk/errors';
import passport from 'passport';
import type { Request, Response } from 'express';
import type { JWK } from 'jose';
import { BROWSER_CLIENT, browserClientSecret } from '../embedded/clients.ts';
import { realmOfHost } from '../origins.ts';
import type { IdentityPlatform } from '../platform.ts';
import type { WithSession } from './browser-sessions.ts';
import { RealmStrategy, type NewLogin } from './strategy.ts';

/** Where a login ends if the caller says nothing, or something that is not a path of this site. */
const START = '/';

/** How long a session is stored before somebody has logged in: anybody can begin many. */
const UNFINISHED_MS = 30 * 60_000;

/** Only paths of this site: `//evil.example` and `/\evil.example` are other sites. */
function returnPath(given: unknown): string {
  return typeof given === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(given) ? given : START;
}

function strategyOf(platform: IdentityPlatform, realm: string): RealmStrategy {
  const { identity, keys } = platform;
  return new RealmStrategy({
    realm,
    issuer: identity.issuer(realm),
    authorizationUrl: `${identity.issuer(realm)}/auth`,
    clientId: BROWSER_CLIENT,
    clientSecret: browserClientSecret(keys, realm),
    callbackUrl: `${identity.originOf(realm)}/v1/auth/callback`,
    keys: async () => (await identity.keys.of(realm)) as readonly JWK[],
    tokenRequest: (form) => identity.tokenRequest(realm, form),
  });
}

/** @throws PlexicaError `tenant_not_found` */
async function realmOf(platform: IdentityPlatform, request: Request): Promise<string> {
  const realm = realmOfHost(platform, request.hostname);
  if (realm === undefined || (await platform.identity.tenantOf(realm)) === undefined)
    throw new PlexicaError('tenant_not_found', `no tenant has the host ${request.hostname}`);
  return realm;
}

/** Sends the browser to the realm. */
export async function beginLogin(platform: IdentityPlatform, request: Request): Promise<void> {
  const realm = await realmOf(platform, request);
  const withSession = await platform.sessions.open(request);
  if (withSession.session.loggedIn === undefined) withSession.session.cookie.maxAge = UNFINISHED_MS;
  const state = { return: returnPath(request.query['return']) };
  const middleware = passport.authenticate(strategyOf(platform, realm), { session: false, state } as object);
  const { res: response } = request as Request & { res: Response };
  await new Promise<void>((resolve, reject) => {
    response.once('finish', resolve);
    middleware(withSession, response, (error: Error) => reject(error));
  });
}

/**
 * Ends a login with a new session, so that nobody could have prepared it.
 *
 * @returns where to send the browser
 * @throws PlexicaError `login_failed`
 */
export async function finishLogin(platform: IdentityPlatform, request: Request): Promise<string> {
  const realm = await realmOf(platform, request);
  const withSession = await platform.sessions.open(request);
  const { user, back } = await answerOf(strategyOf(platform, realm), withSession);
  if ((await platform.memberPrincipal(realm, user.subject, user.login)) === undefined)
    throw new PlexicaError('login_failed', 'the account is not a member here');
  const { session } = withSession;
  await new Promise<void>((resolve, reject) =>
    session.regenerate((error?: Error) => (error ? reject(error) : resolve())),
  );
  const { person, ...loggedIn } = user;
  withSession.session.loggedIn = loggedIn;
  await new Promise<void>((resolve, reject) =>
    withSession.session.save((error?: Error) => (error ? reject(error) : resolve())),
  );
  await platform.memberLoggedIn(realm, user.subject, person);
  return returnPath(back);
}

/** @throws PlexicaError `login_failed` */
function answerOf(strategy: RealmStrategy, request: WithSession): Promise<{ user: NewLogin; back: unknown }> {
  return new Promise((resolve, reject) => {
    const failed = (why: unknown): void => {
      const reason = (why as { message?: string } | undefined)?.message ?? 'the realm refused it';
      reject(new PlexicaError('login_failed', reason, { cause: why }));
    };
    const middleware = passport.authenticate(
      strategy,
      { session: false },
      (error: unknown, user: NewLogin | false, info: { message?: string; state?: { return?: string } }) => {
        if (error || user === false) failed(error ?? info);
        else resolve({ user, back: info?.state?.return });
      },
    );
    middleware(request, request.res, failed);
  });
}
