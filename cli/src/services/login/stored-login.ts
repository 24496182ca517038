import type { TokenEndpointResponse } from 'openid-client';
import { PlexicaError } from '@plexica/sdk/errors';
import type { StoredLogin } from '../context/contexts.ts';

/** The tokens of an answer, as they are kept. @throws PlexicaError `login_failed` if one of them is missing */
export function storedLogin(answer: TokenEndpointResponse): StoredLogin {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
  if (refreshToken === undefined || seconds === undefined) {
    throw new PlexicaError(
      'login_failed',
      'The server gave no refresh token, or a token that does not expire.',
    );
  }
  return { accessToken, refreshToken, expiresAt: new Date(Date.now() + seconds * 1000).toISOString() };
}
