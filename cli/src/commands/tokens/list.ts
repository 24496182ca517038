import { PlexicaCommand } from '../../command.ts';
import type { TokenList } from '../../results/tokens.ts';
import { table } from '../../terminal/table.ts';
import { when } from '../../terminal/time.ts';

export default class ListTokens extends PlexicaCommand {
  static override summary = 'List all API tokens, without their secrets.';
  static override examples = ['<%= config.bin %> tokens list'];

  async run(): Promise<void> {
    const { flags } = await this.parse(ListTokens);
    const { listTokens } = await import('../../services/tokens/tokens.ts');
    this.show(await listTokens(await this.api(flags)), render);
  }
}

function render({ tokens }: TokenList): string {
  if (tokens.length === 0) {
    return 'There is none yet: `plexica tokens create` makes one.';
  }
  return table(
    ['id', 'name', 'scope', 'permissions', 'ends'],
    tokens.map(({ id, name, scope, permissions, expiresAt, revokedAt }) => [
      id,
      name,
      scope,
      permissions.join(', '),
      revokedAt === undefined ? when(expiresAt) || 'never' : 'revoked',
    ]),
    'id',
  );
}
