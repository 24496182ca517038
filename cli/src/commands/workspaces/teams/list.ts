import { workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { tenant, yes } from '../../../flags.ts';
import { renderTeams } from '../../../terminal/workspace.ts';

export default class ListTeams extends PlexicaCommand {
  static override summary = 'List the teams of a workspace.';
  static override examples = ['<%= config.bin %> workspaces teams list sales'];
  static override args = { workspace };
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ListTeams);
    const { listTeams } = await import('../../../services/workspaces/teams.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, workspace: args.workspace };
    this.show(await listTeams(await this.api(flags), request), renderTeams);
  }
}
