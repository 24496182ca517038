import type { Planned } from '../../results/planned.ts';
import type { CreatedToken, TokenList, TokenResult, TokenRevoked } from '../../results/tokens.ts';
import { everyPage, sentAs, type Api } from '../api.ts';
import { durationOf } from '../duration.ts';
import { listed, typedList } from '../typed-list.ts';
import { expiryOf } from './expiry.ts';
import { findToken } from './find-token.ts';

export interface NewToken {
  name: string;
  scope: string;
  /** As typed: `crm.*,members.read`. */
  permissions: string | undefined;
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
    ...(permissions !== undefined && { permissions: listed(permissions) }),
    ...(expires !== undefined && { expiresAt: expiryOf(expires) }),
  };
  const typed = {
    'body.name': '--name',
    'body.scope': '--scope',
    'body.expiresAt': '--expires',
    ...typedList('body.permissions', '--permissions', permissions),
  };
  return sentAs<CreatedToken | Planned>(typed, () =>
    dryRun ? api.createToken({ body, dryRun }) : api.createToken({ body }),
  );
}

export async function listTokens(api: Api): Promise<TokenList> {
  return { tokens: await everyPage((cursor) => api.listTokens({ limit: 100, ...(cursor && { cursor }) })) };
}

export async function showToken(api: Api, reference: string): Promise<TokenResult> {
  return findToken(api, reference);
}

/** @param overlap how long the old secret goes on working, as typed: `1h`; at once invalid if absent */
export async function rotateToken(
  api: Api,
  { reference, overlap, dryRun }: { reference: string; overlap: string | undefined; dryRun: boolean },
): Promise<CreatedToken | Planned> {
  const seconds = overlap === undefined ? undefined : durationOf(overlap, '--overlap') / 1000;
  const { id } = await findToken(api, reference);
  const request = { token: id, body: seconds === undefined ? {} : { overlapSeconds: seconds } };
  const typed = { token: '<token>', 'body.overlapSeconds': '--overlap' };
  return sentAs<CreatedToken | Planned>(typed, () =>
    dryRun ? api.rotateToken({ ...request, dryRun }) : api.rotateToken(request),
  );
}

export async function revokeToken(
  api: Api,
  { reference, dryRun }: { reference: string; dryRun: boolean },
): Promise<TokenRevoked | Planned> {
  const { id, name } = await findToken(api, reference);
  if (dryRun) {
    return api.revokeToken({ token: id, dryRun });
  }
  await api.revokeToken({ token: id });
  return { id, name, revoked: true };
}
