import { PlexicaCommand } from '../../command.ts';
import { tenant, yes } from '../../flags.ts';
import type { ClientList } from '../../results/clients.ts';
import { table } from '../../terminal/table.ts';
import { when } from '../../terminal/time.ts';

export default class ListClients extends PlexicaCommand {
  static override summary = 'List the clients of a tenant, without their secrets.';
  static override examples = ['<%= config.bin %> clients list --tenant acme'];
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { flags } = await this.parse(ListClients);
    const { listClients } = await import('../../services/clients/clients.ts');
    const of = await this.tenantOf(flags);
    this.show(await listClients(await this.api(flags), of), render);
  }
}

function render({ tenant: of, clients }: ClientList): string {
  if (clients.length === 0) {
    return `${of} has no clients. Create one with \`plexica clients create <name> --tenant ${of}\`.`;
  }
  return table(
    ['id', 'name', 'permissions', 'secret of'],
    clients.map(({ id, name, permissions, createdAt, rotatedAt }) => [
      id,
      name,
      permissions.join(', '),
      when(rotatedAt ?? createdAt),
    ]),
    'id',
  );
}
