import type { Transaction } from 'sequelize';
import type { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import type { TokensPlatform } from './platform.ts';
import { findActiveTenant } from '../tenants/tenant.ts';
import { newSecret, tokenHash } from '../access/api-tokens.ts';
import { tokenPrincipalId, type Principal } from '../access/principal.ts';
import { parseScope } from '../access/scope.ts';
import { requireInstalledPermissions } from '../installations/installed-permissions.ts';
import { ownsPlugins } from '../registry/plugin.ts';
import { covers } from '../access/permissions.ts';
import { toToken, type NewToken, type Token } from './token.ts';

type TokenInput = z.output<typeof NewToken>;

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `not_allowed`, `invalid_input` */
export async function checkNewToken(
  platform: TokensPlatform,
  input: TokenInput,
  by: Principal,
): Promise<void> {
  const scope = parseScope(input.scope);
  if (scope.kind === 'tenant') {
    const { id } = await findActiveTenant(platform.tables, scope.tenant);
    await requireInstalledPermissions(platform, id, input.permissions);
  }
  await checkGrant(platform, input, by);
  if (input.expiresAt !== undefined && Date.parse(input.expiresAt) <= Date.now()) {
    const issues = [{ path: 'body.expiresAt', message: 'is in the past' }];
    throw new PlexicaError('invalid_input', 'body.expiresAt: is in the past', { issues });
  }
}

/**
 * Checks whether a caller can create a token with these permissions, name and expiry.
 *
 * @throws PlexicaError `not_allowed`
 */
export async function checkGrant(
  platform: TokensPlatform,
  input: Pick<TokenInput, 'name' | 'permissions' | 'expiresAt'>,
  by: Principal,
): Promise<void> {
  const beyond = input.permissions.filter((permission) => !covers(by.permissions, permission));
  if (beyond.length > 0) {
    throw new PlexicaError(
      'not_allowed',
      `a token cannot grant permissions that it does not have: ${beyond.join(', ')}`,
    );
  }
  await refuseNameOfAnother(platform, input.name, by);
  const outlives =
    input.expiresAt === undefined || Date.parse(input.expiresAt) > (by.expiresAt?.getTime() ?? Infinity);
  // The access token of a login is renewed, so its expiry says nothing.
  if (by.kind === 'token' && by.expiresAt !== undefined && outlives) {
    const issues = [
      { path: 'body.expiresAt', message: `must not be later than ${by.expiresAt.toISOString()}` },
    ];
    throw new PlexicaError('not_allowed', 'a token cannot create one that expires later than itself', {
      issues,
    });
  }
}

/** A name owns what was published under it. Only the admin or its holder can give it to another token. */
async function refuseNameOfAnother({ tables }: TokensPlatform, name: string, by: Principal): Promise<void> {
  const id = tokenPrincipalId(name);
  if (by.kind === 'admin' || by.id === id) return;
  const [tokens, owns] = await Promise.all([
    tables.tokens.count({ where: { name } }),
    ownsPlugins(tables, id),
  ]);
  if (tokens === 0 && !owns) return;
  throw new PlexicaError('not_allowed', `the name ${name} belongs to another token`, {
    hint: 'Choose another name. Only the admin token can create a second token with the same name.',
  });
}

/** @returns the token and its secret; only a hash of the secret is stored */
export async function createToken(
  platform: TokensPlatform,
  input: TokenInput,
  by: Principal,
): Promise<Token & { token: string }> {
  await checkNewToken(platform, input, by);
  const token = newSecret();
  const { name, scope, permissions } = input;
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
  const row = await platform.database.transaction(async (transaction) => {
    await keepTenant(platform, scope, transaction);
    return platform.tables.tokens.create(
      { name, hash: tokenHash(token), scope, permissions, createdBy: by.id, expiresAt },
      { transaction },
    );
  });
  return { ...toToken(row), token };
}

/**
 * Has the deletion of a token's tenant wait until the token is written, since it then revokes the tokens that there are.
 *
 * @throws PlexicaError `tenant_not_found`, `tenant_not_ready`
 */
export async function keepTenant(
  { tables }: TokensPlatform,
  scopeText: string,
  transaction: Transaction,
): Promise<void> {
  const scope = parseScope(scopeText);
  if (scope.kind === 'tenant') await findActiveTenant(tables, scope.tenant, transaction);
}
