import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, yes } from '../../flags.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { renderNewToken } from '../../terminal/token.ts';

export default class CreateToken extends PlexicaCommand {
  static override summary = 'Create an API token. Its secret is shown once.';
  static override description =
    'A token acts under its name: whatever it publishes belongs to that name, and a later token of the same name may ' +
    'go on with it. Without --permissions it may do everything within its scope. A permission of the platform has to ' +
    'exist; one of a plugin is taken as it is written.';
  static override examples = [
    '<%= config.bin %> tokens create --name ci --scope publish --expires 90d',
    "<%= config.bin %> tokens create --name shop --scope tenant:acme --permissions 'crm.*'",
  ];
  static override flags = {
    name: Flags.string({ description: 'Who acts with it.', helpValue: '<name>' }),
    scope: Flags.string({ description: 'Where: publish, platform or tenant:<slug>.', helpValue: '<scope>' }),
    permissions: Flags.string({
      description: "What it may do, several with commas: crm.contacts.read, 'crm.*'",
      helpValue: '<list>',
    }),
    expires: Flags.string({ description: 'When it ends: 12h, 90d, 6w, 1y or a date.', helpValue: '<when>' }),
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(CreateToken);
    const { createToken } = await import('../../services/tokens/tokens.ts');
    const { name, scope } = await this.answer(
      { name: flags.name, scope: flags.scope },
      {
        name: { flag: '--name', message: 'Who acts with the token' },
        scope: { flag: '--scope', message: 'Where: publish, platform or tenant:<slug>', default: 'publish' },
      },
      flags,
    );
    const permissions = flags.permissions?.split(',').map((key) => key.trim());
    const token = { name, scope, permissions, expires: flags.expires, dryRun: flags['dry-run'] };
    this.show(await createToken(await this.api(flags), token), orPlanned(renderNewToken));
  }
}
