import { Flags } from '@oclif/core';
import { client } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, tenant, yes } from '../../flags.ts';
import { renderNewClient } from '../../terminal/client.ts';
import { orPlanned } from '../../terminal/planned.ts';

export default class RotateClient extends PlexicaCommand {
  static override summary = 'Give a client a new secret. It is shown once.';
  static override description = 'The old secret stops working immediately, or after --overlap.';
  static override examples = [
    '<%= config.bin %> clients rotate billing-sync --tenant acme',
    '<%= config.bin %> clients rotate billing-sync --tenant acme --overlap 1h --json',
  ];
  static override args = { client };
  static override flags = {
    overlap: Flags.string({
      description: 'How long the old secret keeps working: 10m, 12h, 7d. Maximum: 30d.',
      helpValue: '<duration>',
    }),
    tenant,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RotateClient);
    const { rotateClient } = await import('../../services/clients/clients.ts');
    const of = await this.tenantOf(flags);
    const { overlap, 'dry-run': dryRun } = flags;
    const change = { tenant: of, client: args.client, overlap, dryRun };
    this.show(await rotateClient(await this.api(flags), change), orPlanned(renderNewClient));
  }
}
