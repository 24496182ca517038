import { team, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { dryRun, tenant, yes } from '../../../flags.ts';
import type { TeamDeleted } from '../../../results/workspaces.ts';
import { orPlanned } from '../../../terminal/planned.ts';
import { paint } from '../../../terminal/style.ts';

export default class DeleteTeam extends PlexicaCommand {
  static override summary = 'Delete a team. Its members stay in the workspace.';
  static override examples = ['<%= config.bin %> workspaces teams delete sales "Night shift"'];
  static override args = { workspace, team };
  static override flags = { tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DeleteTeam);
    const { deleteTeam } = await import('../../../services/workspaces/teams.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, ...args, dryRun: flags['dry-run'] };
    this.show(await deleteTeam(await this.api(flags), request), orPlanned(render));
  }
}

function render({ team }: TeamDeleted): string {
  return `${paint('green', '✓')} The team ${team} was deleted.`;
}
