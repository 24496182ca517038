import { workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { tenant, yes } from '../../../flags.ts';
import type { WorkspaceMemberList } from '../../../results/workspaces.ts';
import { renderWorkspaceMembers } from '../../../terminal/workspace.ts';

export default class ListWorkspaceMembers extends PlexicaCommand {
  static override summary = 'List the members of a workspace.';
  static override description =
    'Administrators of the tenant can do everything in every workspace, and are listed only if they are members.';
  static override examples = ['<%= config.bin %> workspaces members list sales'];
  static override args = { workspace };
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ListWorkspaceMembers);
    const { listWorkspaceMembers } = await import('../../../services/workspaces/members.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, workspace: args.workspace };
    this.show(await listWorkspaceMembers(await this.api(flags), request), render);
  }
}

function render({ members }: WorkspaceMemberList): string {
  if (members.length === 0) return 'No members. Add somebody with `plexica workspaces members add`.';
  return renderWorkspaceMembers(members);
}
