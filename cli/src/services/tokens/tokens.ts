import type { Planned } from '../../results/planned.ts';
import type { CreatedToken, TokenList, TokenRevoked } from '../../results/tokens.ts';
import { everyPage, sentAs, type Api } from '../api.ts';
import { expiryOf } from './expiry.ts';

export interface NewToken {
  name: string;
  scope: string;
  permissions: string[] | undefined;
  /** As typed: `90d`, or a date. */
  expires: string | undefined;
  dryRun: boolean;
}

/** @throws PlexicaError `bad_usage` when the expiry cannot be read */
export function createToken(
  api: Api,
  { name, scope, permissions, expires, dryRun }: NewToken,
): Promise<CreatedToken | Planned> {
  const body = {
    name,
    scope,
    ...(permissions !== undefined && { permissions }),
    ...(expires !== undefined && { expiresAt: expiryOf(expires) }),
  };
  const several = permissions !== undefined && permissions.length > 1;
  const typed = {
    'body.name': '--name',
    'body.scope': '--scope',
    'body.expiresAt': '--expires',
    'body.permissions': '--permissions',
    ...Object.fromEntries(
      permissions?.map((key, index) => [
        `body.permissions[${index}]`,
        several ? `--permissions ${key}` : '--permissions',
      ]) ?? [],
    ),
  };
  return sentAs<CreatedToken | Planned>(typed, () =>
    dryRun ? api.createToken({ body, dryRun }) : api.createToken({ body }),
  );
}

export async function listTokens(api: Api): Promise<TokenList> {
  return { tokens: await everyPage((cursor) => api.listTokens({ limit: 100, ...(cursor && { cursor }) })) };
}

export async function revokeToken(
  api: Api,
  { id, dryRun }: { id: string; dryRun: boolean },
): Promise<TokenRevoked | Planned> {
  return sentAs({ token: '<id>' }, async () => {
    if (dryRun) {
      return api.revokeToken({ token: id, dryRun });
    }
    await api.revokeToken({ token: id });
    return { id, revoked: true };
  });
}
