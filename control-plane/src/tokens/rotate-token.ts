import { PlexicaError } from '@plexica/sdk/errors';
import type { TokensPlatform } from './platform.ts';
import { newSecret, tokenHash } from '../access/api-tokens.ts';
import type { Principal } from '../access/principal.ts';
import { checkGrant, keepTenant } from './create-token.ts';
import type { Token as TokenRow } from './model.ts';
import { findToken } from './revoke-token.ts';
import { toToken, type Token } from './token.ts';

/** @throws PlexicaError `token_not_found`, `not_allowed` for a token that the caller could not have created */
export async function checkRotation(platform: TokensPlatform, id: string, by: Principal): Promise<TokenRow> {
  const old = await findToken(platform, id);
  const { name, permissions } = old;
  await checkGrant(platform, { name, permissions, expiresAt: newExpiry(old)?.toISOString() }, by);
  return old;
}

/** Valid for as long as the previous token was, starting now. */
function newExpiry({ createdAt, expiresAt }: TokenRow): Date | undefined {
  return expiresAt === null ? undefined : new Date(Date.now() + expiresAt.getTime() - createdAt.getTime());
}

/**
 * Replaces a token with a copy that has a new secret.
 *
 * @param overlapSeconds how long the old secret remains valid
 * @throws PlexicaError `token_not_found`, also if the old token was revoked in the meantime; `not_allowed`,
 *   `tenant_not_found`, `tenant_not_ready`
 */
export async function rotateToken(
  platform: TokensPlatform,
  { id, overlapSeconds }: { id: string; overlapSeconds: number },
  by: Principal,
): Promise<Token & { token: string }> {
  const old = await checkRotation(platform, id, by);
  const token = newSecret();
  const { name, scope, permissions } = old;
  const row = await platform.database.transaction(async (transaction) => {
    await keepTenant(platform, scope, transaction);
    const ended = await platform.database.rows(
      `UPDATE plexica.tokens
          SET revoked_at = CASE WHEN $2 = 0 THEN now() END,
              expires_at = CASE WHEN $2 = 0 THEN expires_at ELSE least(expires_at, now() + make_interval(secs => $2)) END
        WHERE id = $1 AND revoked_at IS NULL RETURNING id`,
      [id, overlapSeconds],
      transaction,
    );
    if (ended.length === 0)
      throw new PlexicaError('token_not_found', `the token ${id} was revoked in the meantime`);
    const expiresAt = newExpiry(old) ?? null;
    return platform.tables.tokens.create(
      { name, hash: tokenHash(token), scope, permissions, createdBy: by.id, expiresAt },
      { transaction },
    );
  });
  platform.changes.tell('tokens');
  return { ...toToken(row), token };
}
