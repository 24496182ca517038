import type * as Oidc from 'openid-client';
import { ApiError, toApiError, toUnreachable } from '@plexica/sdk/client';
import { PlexicaError } from '@plexica/sdk/errors';
import { tenantOfRealm } from './realm.ts';

/** Registered at every realm. */
const CLIENT_ID = 'plexica-cli';

/** Seconds that a realm may take for an answer. */
const TIMEOUT = 15;

/**
 * Times in tokens are not compared with the clock of this machine, which may be wrong: the server that issued them
 * checks them at each use.
 */
const ANY_CLOCK = 100 * 365 * 24 * 60 * 60;

/** A realm on a server. */
export interface RealmAddress {
  /** Public URL of the server. */
  server: string;
  realm: string;
}

export interface RealmClient {
  readonly oidc: typeof Oidc;
  readonly configuration: Oidc.Configuration;
}

/**
 * Finds the OpenID provider of a realm.
 *
 * @throws PlexicaError or ApiError `tenant_not_found`, `server_unreachable`, `server_moved` if the server has another
 *   public URL
 */
export async function realmClient({ server, realm }: RealmAddress): Promise<RealmClient> {
  // It takes a while to load, and most commands do without.
  const oidc = await import('openid-client');
  const issuer = new URL(`${server}/realms/${encodeURIComponent(realm)}`);
  const insecure = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
  try {
    const configuration = await oidc.discovery(
      issuer,
      CLIENT_ID,
      { [oidc.clockTolerance]: ANY_CLOCK },
      oidc.None(),
      {
        execute: insecure,
        timeout: TIMEOUT,
        [oidc.customFetch]: (url, options) => send(server, url, options),
      },
    );
    return { oidc, configuration };
  } catch (error) {
    throw realmError(error, { server, realm });
  }
}

/** Ends a login by its refresh token (RFC 7009). @throws Error if the server was not reached */
export async function endByToken(address: RealmAddress, refreshToken: string): Promise<void> {
  const { oidc, configuration } = await realmClient(address);
  await oidc.tokenRevocation(configuration, refreshToken);
}

/** Sends a request of `openid-client`, and says what is wrong as the rest of the command line does. */
async function send(server: string, url: string, options: object): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if ((error as Error).name === 'TimeoutError' || (error as Error).name === 'AbortError') throw error;
    throw toUnreachable(error, server);
  }
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  if (isProblem) throw await toApiError(response, server);
  return response;
}

/** What the server said of itself, or why it was not reached, in an error of `openid-client`. */
export function problemIn(error: unknown): ApiError | undefined {
  return [error, (error as { cause?: unknown }).cause].find((each) => each instanceof ApiError);
}

/** The error to show for one of `openid-client`. */
export function realmError(error: unknown, { server, realm }: RealmAddress): Error {
  const { cause, code } = error as { cause?: unknown; code?: unknown };
  const problem = problemIn(error);
  if (problem?.code === 'unknown_host') return otherUrl(server, problem.message);
  if (problem?.code === 'tenant_not_found') return unknownRealm(problem, { server, realm });
  if (problem !== undefined) return problem;
  const issuer = (cause as { body?: { issuer?: unknown } } | undefined)?.body?.issuer;
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' && typeof issuer === 'string') {
    return otherUrl(server, `its realms are at ${issuer.replace(/\/realms\/[^/]*$/, '')}`);
  }
  if (code === 'OAUTH_TIMEOUT') {
    return new PlexicaError('server_unreachable', `${server} did not respond within ${TIMEOUT} seconds`, {
      cause: error,
    });
  }
  const message = `the response of ${server} to a login is not from Plexica`;
  return new PlexicaError('server_unreachable', message, { cause: error });
}

function unknownRealm(problem: ApiError, { server, realm }: RealmAddress): Error {
  const tenant = tenantOfRealm(realm);
  if (tenant === undefined) return problem;
  return new PlexicaError('tenant_not_found', `${server} has no tenant ${tenant}.`, {
    hint: 'Check the slug: it is the first part of the host name in your invitation.',
    cause: problem,
  });
}

/** Tokens are valid only at the public URL of a server, which is the one that it names itself. */
function otherUrl(server: string, said: string): PlexicaError {
  const [url] = /https?:\/\/[^\s/]+/.exec(said) ?? [];
  return new PlexicaError('server_moved', `${server} is not the public URL of the server: ${said}.`, {
    hint:
      url === undefined
        ? 'Pass the public URL of the server with --server.'
        : `If you trust it, pass --server ${url}. If that is wrong, correct PLEXICA_PUBLIC_URL of the server.`,
  });
}
