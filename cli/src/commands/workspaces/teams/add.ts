import { member, team, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { dryRun, tenant, yes } from '../../../flags.ts';
import type { TeamMemberAdded } from '../../../results/workspaces.ts';
import { orPlanned } from '../../../terminal/planned.ts';
import { paint } from '../../../terminal/style.ts';

export default class AddToTeam extends PlexicaCommand {
  static override summary = 'Add a member of the workspace to a team.';
  static override examples = ['<%= config.bin %> workspaces teams add sales "Night shift" grace@acme.test'];
  static override args = { workspace, team, member };
  static override flags = { tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AddToTeam);
    const { addToTeam } = await import('../../../services/workspaces/teams.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, ...args, dryRun: flags['dry-run'] };
    this.show(await addToTeam(await this.api(flags), request), orPlanned(render));
  }
}

function render({ team, member }: TeamMemberAdded): string {
  return `${paint('green', '✓')} ${member} is in the team ${team}.`;
}
