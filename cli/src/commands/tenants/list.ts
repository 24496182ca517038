import { PlexicaCommand } from '../../command.ts';
import type { TenantList } from '../../results/tenants.ts';
import { table } from '../../terminal/table.ts';
import { when } from '../../terminal/time.ts';

export default class ListTenants extends PlexicaCommand {
  static override summary = 'List all tenants.';
  static override examples = ['<%= config.bin %> tenants list', '<%= config.bin %> tenants list --json'];

  async run(): Promise<void> {
    const { flags } = await this.parse(ListTenants);
    const { listTenants } = await import('../../services/tenants/tenants.ts');
    this.show(await listTenants(await this.api(flags)), render);
  }
}

function render({ tenants }: TenantList): string {
  if (tenants.length === 0) {
    return 'No tenants. Create one with `plexica tenants create <slug>`.';
  }
  return table(
    ['slug', 'name', 'state', 'created'],
    tenants.map(({ slug, name, state, createdAt }) => [slug, name, state, when(createdAt)]),
  );
}
