import type { Token } from '@plexica/sdk/client';
import { PlexicaError } from '@plexica/sdk/errors';
import { everyPage, sentAs, type Api } from '../api.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The token with this id, or the only valid token with this name.
 *
 * @throws PlexicaError `token_not_found`; `bad_usage` with the ids if several valid tokens have this name
 */
export async function findToken(api: Api, reference: string): Promise<Token> {
  if (UUID.test(reference)) {
    return sentAs({ token: '<token>' }, () => api.showToken({ token: reference }));
  }
  const named = await everyPage((cursor) =>
    api.listTokens({ limit: 100, name: reference, ...(cursor && { cursor }) }),
  );
  const [token, ...others] = named.filter(isValid);
  if (token === undefined) {
    const ended = named.length === 0 ? '' : ' that is still valid';
    throw new PlexicaError('token_not_found', `No token named "${reference}"${ended}.`);
  }
  if (others.length === 0) return token;
  const list = [token, ...others].map(({ id, scope, createdAt }) => ({
    path: id,
    message: `scope ${scope}, created ${createdAt}`,
  }));
  throw new PlexicaError('bad_usage', `${list.length} tokens have the name "${reference}".`, {
    hint: 'Pass the id of the token.',
    issues: list,
  });
}

function isValid({ revokedAt, expiresAt }: Token): boolean {
  return revokedAt === undefined && (expiresAt === undefined || Date.parse(expiresAt) > Date.now());
}
