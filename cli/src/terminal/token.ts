import type { CreatedToken, TokenResult } from '../results/tokens.ts';
import { fields } from './table.ts';
import { when } from './time.ts';

/** The fields of a token, with the secret first if it is new. */
export function renderToken(token: TokenResult | CreatedToken): string {
  const { id, name, scope, permissions, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  const isNew = 'token' in token;
  return fields([
    ['token', isNew ? token.token : undefined],
    ['id', id],
    ['name', name],
    ['scope', scope],
    ['permissions', permissions.join(', ')],
    ['created', isNew ? undefined : when(createdAt)],
    ['last used', isNew ? undefined : when(lastUsedAt) || 'never'],
    ['expires', when(expiresAt) || 'never'],
    ['revoked', when(revokedAt)],
  ]);
}

export function renderNewToken(token: CreatedToken): string {
  return `${renderToken(token)}\n\nSave this token now. It is not shown again.`;
}
