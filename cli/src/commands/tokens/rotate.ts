import { Flags } from '@oclif/core';
import { token } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun } from '../../flags.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { renderNewToken } from '../../terminal/token.ts';

export default class RotateToken extends PlexicaCommand {
  static override summary = 'Replace an API token by one with a new secret. It is shown once.';
  static override description =
    'The new token has the name, scope and permissions of the old one, and is valid for as long as that was, counted ' +
    'from now. The old secret ends at once, or after --overlap.';
  static override examples = [
    '<%= config.bin %> tokens rotate ci',
    '<%= config.bin %> tokens rotate ci --overlap 1h --json',
  ];
  static override args = { token };
  static override flags = {
    overlap: Flags.string({
      description: 'How long the old secret goes on working: 10m, 12h, 7d; 30d at most.',
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
