import { workspace } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { tenant, yes } from '../../flags.ts';
import { renderWorkspace } from '../../terminal/workspace.ts';

export default class ShowWorkspace extends PlexicaCommand {
  static override summary = 'Show a workspace.';
  static override examples = ['<%= config.bin %> workspaces show sales --tenant acme'];
  static override args = { workspace };
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ShowWorkspace);
    const { showWorkspace } = await import('../../services/workspaces/workspaces.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, workspace: args.workspace };
    this.show(await showWorkspace(await this.api(flags), request), renderWorkspace);
  }
}
