import { Flags } from '@oclif/core';
import { token } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun } from '../../flags.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { renderNewToken } from '../../terminal/token.ts';

export default class RotateToken extends PlexicaCommand {
  static override summary = 'Replace an API token with a new one. Its secret is shown once.';
  static override description =
    'The new token has the name, scope, permissions and lifetime of the old one, counted from now. The old token stops ' +
    'working immediately, or after --overlap.';
  static override examples = [
    '<%= config.bin %> tokens rotate ci',
    '<%= config.bin %> tokens rotate ci --overlap 1h --json',
  ];
  static override args = { token };
  static override flags = {
    overlap: Flags.string({
      description: 'How long the old token keeps working: 10m, 12h, 7d. Maximum: 30d.',
      helpValue: '<duration>',
    }),
    'dry-run': dryRun,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RotateToken);
    const { rotateToken } = await import('../../services/tokens/tokens.ts');
    const options = { reference: args.token, overlap: flags.overlap, dryRun: flags['dry-run'] };
    this.show(await rotateToken(await this.api(flags), options), orPlanned(renderNewToken));
  }
}
