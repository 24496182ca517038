import { member, team, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { dryRun, tenant, yes } from '../../../flags.ts';
import type { TeamMemberRemoved } from '../../../results/workspaces.ts';
import { orPlanned } from '../../../terminal/planned.ts';
import { paint } from '../../../terminal/style.ts';

export default class RemoveFromTeam extends PlexicaCommand {
  static override summary = 'Remove a member from a team.';
  static override description = 'They stay in the workspace.';
  static override examples = [
    '<%= config.bin %> workspaces teams remove sales "Night shift" grace@acme.test',
  ];
  static override args = { workspace, team, member };
  static override flags = { tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RemoveFromTeam);
    const { removeFromTeam } = await import('../../../services/workspaces/teams.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, ...args, dryRun: flags['dry-run'] };
    this.show(await removeFromTeam(await this.api(flags), request), orPlanned(render));
  }
}

function render({ team, member }: TeamMemberRemoved): string {
  return `${paint('green', '✓')} ${member} was removed from the team ${team}.`;
}
