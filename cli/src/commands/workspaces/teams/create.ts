import { team, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { dryRun, tenant, yes } from '../../../flags.ts';
import { orPlanned } from '../../../terminal/planned.ts';
import { renderTeam } from '../../../terminal/workspace.ts';

export default class CreateTeam extends PlexicaCommand {
  static override summary = 'Create a team in a workspace.';
  static override examples = ['<%= config.bin %> workspaces teams create sales "Night shift"'];
  static override args = { workspace, team };
  static override flags = { tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CreateTeam);
    const { createTeam } = await import('../../../services/workspaces/teams.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, ...args, dryRun: flags['dry-run'] };
    this.show(await createTeam(await this.api(flags), request), orPlanned(renderTeam));
  }
}
