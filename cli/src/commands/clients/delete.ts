import { client } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, tenant, yes } from '../../flags.ts';
import type { ClientDeleted } from '../../results/clients.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class DeleteClient extends PlexicaCommand {
  static override summary = 'Delete a client. Its access tokens are refused at once.';
  static override examples = ['<%= config.bin %> clients delete billing-sync --tenant acme'];
  static override args = { client };
  static override flags = { tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DeleteClient);
    const { deleteClient } = await import('../../services/clients/clients.ts');
    const of = await this.tenantOf(flags);
    const deletion = { tenant: of, client: args.client, dryRun: flags['dry-run'] };
    this.show(await deleteClient(await this.api(flags), deletion), orPlanned(render));
  }
}

function render({ id, name }: ClientDeleted): string {
  return `${paint('green', '✓')} The client ${name} (${id}) was deleted.`;
}
