import { PlexicaError } from '@plexica/sdk/errors';
import type { StoredLogin } from '../context/contexts.ts';
import { problemIn, realmClient, realmError, type RealmAddress } from './realm-client.ts';
import { loginCommand } from './realm.ts';
import { storedLogin } from './stored-login.ts';

/** What the user does in a browser, on any machine. */
export interface Confirmation {
  /** The code that the page has to show. */
  code: string;
  /** The page where the code is typed. */
  url: string;
  /** The same page with the code filled in. */
  urlWithCode: string;
}

const SCOPE = 'openid profile email offline_access';

/**
 * Logs in by a code that the user confirms in a browser (RFC 8628).
 *
 * @param show is called once, with what the user has to do
 * @throws PlexicaError or ApiError `login_failed` if the user declines, or confirms too late; as `realmClient`
 */
export async function deviceLogin(
  address: RealmAddress,
  show: (confirmation: Confirmation) => void,
): Promise<StoredLogin> {
  const { oidc, configuration } = await realmClient(address);
  try {
    const device = await oidc.initiateDeviceAuthorization(configuration, { scope: SCOPE });
    const { user_code: code, verification_uri: url, verification_uri_complete: urlWithCode = url } = device;
    for (const each of [url, urlWithCode]) requireOwn(each, address);
    show({ code, url, urlWithCode });
    const over = AbortSignal.timeout(device.expires_in * 1000);
    const poll = () => oidc.pollDeviceAuthorizationGrant(configuration, device, undefined, { signal: over });
    return storedLogin(await untilAnswered(poll, over));
  } catch (error) {
    throw deviceError(error, address);
  }
}

/** The user takes minutes, in which a server may restart or a network be away for a moment. */
async function untilAnswered<Result>(poll: () => Promise<Result>, over: AbortSignal): Promise<Result> {
  for (;;) {
    try {
      return await poll();
    } catch (error) {
      if (over.aborted || !isPassing(error)) throw error;
    }
  }
}

function isPassing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'OAUTH_TIMEOUT' || [429, 503].includes(problemIn(error)?.status ?? 0);
}

/** Of another address, the page could be anybody's, and a browser opens more than pages. */
function requireOwn(url: string, { server }: RealmAddress): void {
  if (URL.parse(url)?.origin === new URL(server).origin) return;
  throw new PlexicaError('login_failed', `${server} sends you to another server to log in: ${url}.`, {
    hint: 'Ask the operator of the server. Do not open that address.',
  });
}

function deviceError(error: unknown, address: RealmAddress): Error {
  if (error instanceof PlexicaError) return error;
  const { error: refused, code } = error as { error?: unknown; code?: unknown };
  const hint = `Start again with \`${loginCommand(address.realm)}\`.`;
  if (refused === 'access_denied') {
    return new PlexicaError('login_failed', 'The login was cancelled in the browser.', {
      hint,
      cause: error,
    });
  }
  // The realm forgets an expired code, and waiting ends when it expires.
  if (refused === 'expired_token' || refused === 'invalid_grant' || code === 'OAUTH_TIMEOUT') {
    const message = 'The code has expired. Nobody confirmed it in time.';
    return new PlexicaError('login_failed', message, { hint, cause: error });
  }
  return realmError(error, address);
}
