import { createHmac } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { errors, Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import type { JWK } from 'jose';
import type { Logger } from 'pino';
import type { PlatformDatabase } from '../../database/platform-database.ts';
import type { Keys } from '../../keys.ts';
import { devicePages, errorOutput, logoutPages } from './provider-pages.ts';
import type { PageTenant } from '../pages/layout.ts';
import type { Accounts } from './accounts.ts';
import { BROWSER_CLIENT, browserClientSecret, CLI_CLIENT } from './clients.ts';
import type { Machines } from '../machines.ts';
import { compareHashes, machineClients } from './machine-clients.ts';
import { recordsOf } from './records.ts';

/** Seconds. Refresh tokens are replaced at each use, and expire when they are not used for their time. */
const TTL = {
  AccessToken: 5 * 60,
  AuthorizationCode: 60,
  ClientCredentials: 5 * 60,
  DeviceCode: 10 * 60,
  Grant: 90 * 24 * 60 * 60,
  IdToken: 5 * 60,
  Interaction: 30 * 60,
  RefreshToken: 14 * 24 * 60 * 60,
  Session: 14 * 24 * 60 * 60,
  /** Of a browser where nobody has logged in yet. */
  EmptySession: 30 * 60,
};

export interface ProviderOptions {
  readonly realm: string;
  readonly issuer: string;
  /** Audience of access tokens: the public URL. */
  readonly audience: string;
  /** Origin of the tenant's pages. */
  readonly origin: string;
  readonly tenant: PageTenant;
  readonly signingKeys: readonly JWK[];
  readonly accounts: Accounts;
  readonly database: PlatformDatabase;
  readonly keys: Keys;
  readonly machines: Machines;
  readonly log: Logger;
}

/** The OpenID provider of one realm. */
export function createProvider(options: ProviderOptions): Provider {
  const { realm, issuer, audience, origin, signingKeys, accounts, database, keys, machines, log } = options;
  const records = recordsOf({ database, keys }, realm);
  const path = `/realms/${realm}`;
  const scope = 'openid profile email offline_access';
  const configuration: Configuration = {
    adapter: (model) => (model === 'Client' ? machineClients(machines, realm) : records(model)),
    clients: [
      {
        client_id: BROWSER_CLIENT,
        client_name: 'Plexica',
        client_secret: browserClientSecret(keys, realm),
        redirect_uris: [`${origin}/v1/auth/callback`],
        post_logout_redirect_uris: [`${origin}/`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
        scope,
      },
      {
        client_id: CLI_CLIENT,
        client_name: 'Plexica CLI',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        scope,
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    jwks: { keys: [...signingKeys] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access'],
    ttl: {
      ...TTL,
      Session: (_ctx, session) => (session.accountId === undefined ? TTL.EmptySession : TTL.Session),
    },
    cookies: {
      keys: [createHmac('sha256', keys.rolePassword('cookies of realms')).update(realm).digest('base64url')],
      names: { session: 'plexica_session', interaction: 'plexica_interaction', resume: 'plexica_resume' },
      long: { path, httpOnly: true, sameSite: 'lax', signed: true, overwrite: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true },
    },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '****-****',
        deviceInfo: (ctx) => ({ address: ctx.ip }),
        ...devicePages(options),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== audience) throw new errors.InvalidTarget();
          return {
            scope: '',
            audience,
            accessTokenTTL: TTL.AccessToken,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
      clientCredentials: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: true, ...logoutPages(options) },
      userinfo: { enabled: false },
    },
    routes: { code_verification: '/device', device_authorization: '/device/auth' },
    interactions: { url: (_ctx, { uid }) => `${path}/interaction/${uid}` },
    // The id of the grant is the login that an access token belongs to: it ends when the grant is removed.
    extraTokenClaims: (_ctx, token) => ('grantId' in token ? { sid: token.grantId } : {}),
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // A terminal stays logged in when the browser that confirmed it logs out.
    expiresWithSession: async (_ctx, token) => !('clientId' in token && token.clientId === CLI_CLIENT),
    rotateRefreshToken: true,
    loadExistingGrant: grantOfLogin,
    findAccount: async (_ctx, id) => {
      const account = await accounts.find(realm, id);
      if (account === undefined) return undefined;
      return {
        accountId: id,
        claims: () => ({ sub: id, email: account.email, email_verified: true, name: account.name }),
      };
    },
    clientBasedCORS: () => false,
    renderError: errorOutput(options),
  };
  const provider = new Provider(issuer, configuration);
  // The server gives it the public host and scheme in X-Forwarded-* headers of its own.
  provider.proxy = true;
  compareHashes(provider, machines, realm);
  const report = (error: unknown): void => log.error({ err: error, realm }, 'a request of a realm failed');
  provider.on('server_error', (_ctx, error) => report(error));
  // Koa's own event, which the types of the provider leave out.
  (provider as EventEmitter).on('error', report);
  return provider;
}

/**
 * Both clients are our own: whoever logs in has agreed. Each login of a terminal has a grant of its own, so that each
 * can be ended alone.
 */
async function grantOfLogin(ctx: KoaContextWithOIDC) {
  const { provider, client, session, result, params } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const agreed =
    result?.consent?.grantId ??
    (client.clientId === CLI_CLIENT ? undefined : session.grantIdFor(client.clientId));
  const existing = agreed === undefined ? undefined : await provider.Grant.find(agreed);
  const grant = existing ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  const scope = params?.['scope'];
  grant.addOIDCScope(typeof scope === 'string' ? scope : 'openid');
  // The session may have been removed since this request has read it. It is stored at the end of the request, under a
  // new id after an interaction.
  const stored = (session as { oldId?: string }).oldId ?? session.jti;
  if (result?.login === undefined && (await provider.Session.find(stored)) === undefined)
    throw new errors.AccessDenied(undefined, 'the login has ended');
  // A terminal gets none before somebody has agreed.
  if (client.clientId !== CLI_CLIENT || result?.consent !== undefined) await grant.save();
  return grant;
}
