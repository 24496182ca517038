import { PlexicaCommand } from '../../command.ts';
import { tenant, yes } from '../../flags.ts';
import type { WorkspaceList } from '../../results/workspaces.ts';
import { table } from '../../terminal/table.ts';

export default class ListWorkspaces extends PlexicaCommand {
  static override summary = 'List the workspaces of a tenant that you may see, with your role in each.';
  static override examples = ['<%= config.bin %> workspaces list --tenant acme'];
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { flags } = await this.parse(ListWorkspaces);
    const { listWorkspaces } = await import('../../services/workspaces/workspaces.ts');
    const tenant = await this.tenantOf(flags);
    this.show(await listWorkspaces(await this.api(flags), tenant), render);
  }
}

function render({ workspaces }: WorkspaceList): string {
  if (workspaces.length === 0) return 'No workspaces that you may see.';
  return table(
    ['slug', 'name', 'your role'],
    workspaces.map(({ slug, name, role }) => [slug, name, role ?? 'none']),
    'slug',
  );
}
