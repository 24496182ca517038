import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, permissions, tenant, yes } from '../../flags.ts';
import { renderNewClient } from '../../terminal/client.ts';
import { orPlanned } from '../../terminal/planned.ts';

export default class CreateClient extends PlexicaCommand {
  static override summary = 'Create a client for a machine. Its secret is shown once.';
  static override description =
    'The machine gets access tokens from the token endpoint with the client credentials grant of OAuth 2.0. You can ' +
    'give only permissions that you have yourself.';
  static override examples = [
    '<%= config.bin %> clients create sync --permissions crm.contacts.read --tenant acme',
  ];
  static override args = { name: Args.string({ description: 'Name of the client.', required: true }) };
  static override flags = { permissions, tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CreateClient);
    const { createClient } = await import('../../services/clients/clients.ts');
    const question = { permissions: { flag: '--permissions', message: 'Permissions, separated by commas' } };
    const of = await this.tenantOf(flags, async () => (flags.permissions === undefined ? question : {}));
    const answers = await this.answer({ permissions: flags.permissions }, question, flags);
    const client = { tenant: of, name: args.name, ...answers, dryRun: flags['dry-run'] };
    this.show(await createClient(await this.api(flags), client), orPlanned(renderNewClient));
  }
}
