import { PlexicaCommand } from '../../command.ts';
import type { TokenList } from '../../results/tokens.ts';
import { table } from '../../terminal/table.ts';
import { ago, when } from '../../terminal/time.ts';

export default class ListTokens extends PlexicaCommand {
  static override summary = 'List all API tokens, without their secrets.';
  static override description =
    'To see the permissions of a token and when it was last used, run `plexica tokens show`.';
  static override examples = ['<%= config.bin %> tokens list'];

  async run(): Promise<void> {
    const { flags } = await this.parse(ListTokens);
    const { listTokens } = await import('../../services/tokens/tokens.ts');
    this.show(await listTokens(await this.api(flags)), render);
  }
}

function render({ tokens }: TokenList): string {
  if (tokens.length === 0) {
    return 'No tokens. Create one with `plexica tokens create`.';
  }
  return table(
    ['id', 'name', 'scope', 'used', 'ends'],
    tokens.map(({ id, name, scope, expiresAt, revokedAt, lastUsedAt }) => [
      id,
      name,
      scope,
      ago(lastUsedAt) || 'never',
      revokedAt === undefined ? ends(expiresAt) : 'revoked',
    ]),
    'id',
  );
}

function ends(expiresAt: string | undefined): string {
  if (expiresAt === undefined) return 'never';
  return Date.parse(expiresAt) > Date.now() ? when(expiresAt).slice(0, 10) : 'expired';
}
