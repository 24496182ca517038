import { team, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { tenant, yes } from '../../../flags.ts';
import type { TeamMemberList } from '../../../results/workspaces.ts';
import { renderWorkspaceMembers } from '../../../terminal/workspace.ts';

export default class ListTeamMembers extends PlexicaCommand {
  static override summary = 'List the members of a team.';
  static override examples = ['<%= config.bin %> workspaces teams members sales "Night shift"'];
  static override args = { workspace, team };
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ListTeamMembers);
    const { listTeamMembers } = await import('../../../services/workspaces/teams.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, ...args };
    this.show(await listTeamMembers(await this.api(flags), request), render);
  }
}

function render({ members }: TeamMemberList): string {
  if (members.length === 0) return 'No members. Add somebody with `plexica workspaces teams add`.';
  return renderWorkspaceMembers(members);
}
