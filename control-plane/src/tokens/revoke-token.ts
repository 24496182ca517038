import { PlexicaError } from '@plexica/sdk/errors';
import { noteInAudit } from '../http/audited.ts';
import type { TokensPlatform } from './platform.ts';
import type { Token as TokenRow } from './model.ts';

/** @throws PlexicaError `token_not_found` */
export async function findToken({ tables }: TokensPlatform, id: string): Promise<TokenRow> {
  const token = await tables.tokens.findByPk(id);
  if (token === null || token.revokedAt !== null) {
    throw new PlexicaError('token_not_found', `no token has the id ${id}, or it is already revoked`);
  }
  return token;
}

/** Keeps the row, so that the actions of its principal can still be traced. @throws PlexicaError `token_not_found` */
export async function revokeToken(platform: TokensPlatform, id: string): Promise<void> {
  const token = await findToken(platform, id);
  const { name, scope, permissions } = token;
  noteInAudit({ before: { name, scope, permissions } });
  await platform.database.transaction((transaction) =>
    token.update({ revokedAt: new Date() }, { transaction }),
  );
  platform.changes.tell('tokens');
}
