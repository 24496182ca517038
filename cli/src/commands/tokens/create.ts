import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, permissions, yes } from '../../flags.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { renderNewToken } from '../../terminal/token.ts';

export default class CreateToken extends PlexicaCommand {
  static override summary = 'Create an API token. Its secret is shown once.';
  static override description =
    'A token acts under its name. What it publishes belongs to that name, so a later token with the same name can ' +
    'publish new versions. Without --permissions, the token has every permission in its scope. Platform permissions ' +
    'must exist. So must the permissions of a plugin that is installed in the tenant; those of others are not checked.';
  static override examples = [
    '<%= config.bin %> tokens create --name ci --scope publish --expires 90d',
    "<%= config.bin %> tokens create --name shop --scope tenant:acme --permissions 'crm.*'",
  ];
  static override flags = {
    name: Flags.string({ description: 'Name that the token acts under.', helpValue: '<name>' }),
    scope: Flags.string({
      description: 'Scope of the token: publish, platform or tenant:<slug>.',
      helpValue: '<scope>',
    }),
    permissions,
    expires: Flags.string({
      description: 'When the token expires: 12h, 90d, 6w, 1y or a date.',
      helpValue: '<when>',
    }),
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(CreateToken);
    const { createToken } = await import('../../services/tokens/tokens.ts');
    const { name, scope } = await this.answer(
      { name: flags.name, scope: flags.scope },
      {
        name: { flag: '--name', message: 'Name of the token' },
        scope: { flag: '--scope', message: 'Scope: publish, platform or tenant:<slug>', default: 'publish' },
      },
      flags,
    );
    const token = {
      name,
      scope,
      permissions: flags.permissions,
      expires: flags.expires,
      dryRun: flags['dry-run'],
    };
    this.show(await createToken(await this.api(flags), token), orPlanned(renderNewToken));
  }
}
