import { PlexicaCommand } from '../../command.ts';
import { token } from '../../arguments.ts';
import { dryRun } from '../../flags.ts';
import type { TokenRevoked } from '../../results/tokens.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class RevokeToken extends PlexicaCommand {
  static override summary = 'Revoke an API token immediately.';
  static override examples = [
    '<%= config.bin %> tokens revoke ci',
    '<%= config.bin %> tokens revoke 0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10',
  ];
  static override args = { token };
  static override flags = { 'dry-run': dryRun };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RevokeToken);
    const { revokeToken } = await import('../../services/tokens/tokens.ts');
    const options = { reference: args.token, dryRun: flags['dry-run'] };
    this.show(await revokeToken(await this.api(flags), options), orPlanned(render));
  }
}

function render({ id, name }: TokenRevoked): string {
  return `${paint('green', '✓')} Token ${name} (${id}) was revoked.`;
}
