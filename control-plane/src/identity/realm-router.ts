import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { errors, PlexicaError } from '@plexica/sdk/errors';
import { toPlexicaError } from '../errors/known-errors.ts';
import { auditedForm, countRefusals, noteAsked } from '../http/audited.ts';
import { asPublic } from './as-public.ts';
import {
  changePassword,
  logOut,
  renewRecoveryCodes,
  saveProfile,
  setUpSecondFactor,
  showAccount,
  signOut,
  signOutEverywhere,
  turnOffSecondFactor,
} from './embedded/account.ts';
import { answerForgot, answerReset, showForgot, showReset } from './embedded/password-reset.ts';
import { acceptInvitation, showInvitation } from './embedded/invitation.ts';
import { countAttempt } from './count-attempt.ts';
import { answerInteraction, showInteraction } from './embedded/interaction.ts';
import type { ExactLimit } from '../limits/exact-limits.ts';
import { requireOwnOrigin } from './own-origin.ts';
import type { IdentityPlatform } from './platform.ts';
import { PLATFORM_REALM } from './realms.ts';
import { errorPage } from './pages/error-page.ts';
import { STYLESHEET } from './pages/stylesheet.ts';
import { sendPage, type RealmRequest } from './realm-request.ts';

/** `/realms/{realm}/*`: the OpenID provider of each realm, and its pages. Everybody can call them. */
export function realmRouter(platform: IdentityPlatform): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.get(STYLESHEET.path.slice('/realms'.length), (_request, response) => {
    response.set('Content-Type', STYLESHEET.type);
    response.set('Cache-Control', 'public, max-age=31536000, immutable');
    response.send(STYLESHEET.text);
  });
  router.param('realm', (_request, _response, next, realm: string) => {
    if (!/^[a-z0-9-]{2,24}$/.test(realm)) throw unknownRealm(realm);
    next();
  });
  router.use((request, _response, next) => {
    // Cookies and issuers belong to one host. The origin of a tenant is for its pages alone.
    if (request.hostname.toLowerCase() !== new URL(platform.url).hostname)
      throw new PlexicaError('unknown_host', `realms are served at ${platform.url} only`);
    next();
  });
  const counted =
    (limit: ExactLimit): RequestHandler =>
    async (request, _response, next) => {
      await countAttempt(platform, limit, request);
      next();
    };
  const page =
    (handle: (call: RealmRequest) => Promise<void>) =>
    async (request: Request<{ realm: string }>, response: Response): Promise<void> => {
      const { realm } = request.params;
      if (request.method === 'POST') requireOwnOrigin(request, new URL(platform.url).origin);
      const tenant = await platform.identity.tenantOf(realm);
      if (tenant === undefined) throw unknownRealm(realm);
      const call = { platform, realm, tenant, request: request as Request, response };
      if (request.method === 'POST') {
        await auditedForm(platform, request as Request, response, () => handle(call));
      } else {
        await handle(call);
      }
    };
  /** A form that changes something. */
  const form = (action: string, limit?: ExactLimit): RequestHandler[] => [
    (request, response, next) => {
      const realm = request.params['realm'] as string;
      const tenant = realm === PLATFORM_REALM ? undefined : realm;
      noteAsked(response, { tenant, action, resource: 'account', changes: true });
      next();
    },
    ...(limit === undefined ? [] : [counted(limit)]),
    express.urlencoded({ extended: false, limit: '16kb' }),
  ];
  router.get('/:realm/interaction/:uid', page(showInteraction));
  router.post('/:realm/interaction/:uid', ...form('login', 'login'), page(answerInteraction));
  router.get('/:realm/invitation', page(showInvitation));
  router.post('/:realm/invitation', ...form('acceptInvitation'), page(acceptInvitation));
  router.get('/:realm/forgot', page(showForgot));
  router.post('/:realm/forgot', ...form('forgotPassword', 'reset'), page(answerForgot));
  router.get('/:realm/reset', page(showReset));
  router.post('/:realm/reset', ...form('resetPassword'), page(answerReset));
  router.get('/:realm/account', page(showAccount));
  router.post('/:realm/account/profile', ...form('saveProfile'), page(saveProfile));
  router.post('/:realm/account/password', ...form('changePassword'), page(changePassword));
  router.post('/:realm/account/second-factor', ...form('setUpSecondFactor'), page(setUpSecondFactor));
  router.post('/:realm/account/second-factor/off', ...form('turnOffSecondFactor'), page(turnOffSecondFactor));
  router.post('/:realm/account/recovery-codes', ...form('renewRecoveryCodes'), page(renewRecoveryCodes));
  router.post('/:realm/account/sign-out', ...form('signOut'), page(signOut));
  router.post('/:realm/account/sign-out-everywhere', ...form('signOutEverywhere'), page(signOutEverywhere));
  router.post('/:realm/account/log-out', ...form('logOut'), page(logOut));
  router.use('/:realm', async (request: Request<{ realm: string }>, response: Response) => {
    const { realm } = request.params;
    const provider = await platform.identity.provider(realm);
    if (provider === undefined) throw unknownRealm(realm);
    // The provider takes /Device/ for /device.
    if (request.method === 'POST' && /^\/device\/?$/i.test(request.path))
      await countAttempt(platform, 'device', request);
    asPublic(request as Request, platform.url);
    await provider.callback()(request, response);
  });
  // The page of the error is sent below.
  router.use(countRefusals(platform));
  router.use((thrown: unknown, request: Request, response: Response, next: (error: unknown) => void) => {
    const error = toPlexicaError(thrown);
    if (response.headersSent || request.accepts(['json', 'html']) !== 'html') {
      next(thrown);
      return;
    }
    if (error.retryAfter !== undefined) response.set('Retry-After', String(Math.ceil(error.retryAfter)));
    if (error.status >= 500) platform.log.error({ err: thrown, code: error.code }, error.message);
    const { title, cause } = errors[error.code];
    const detail = error.code === 'internal_error' ? cause : `${error.message}.`;
    sendPage(response, errorPage({ title, detail, hint: error.hint }), { status: error.status });
  });
  return router;
}

function unknownRealm(realm: string): PlexicaError {
  return new PlexicaError('tenant_not_found', `no realm is named ${realm}`);
}
