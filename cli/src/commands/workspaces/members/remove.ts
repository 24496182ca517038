import { member, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { dryRun, tenant, yes } from '../../../flags.ts';
import type { WorkspaceMemberRemoved } from '../../../results/workspaces.ts';
import { orPlanned } from '../../../terminal/planned.ts';
import { paint } from '../../../terminal/style.ts';

export default class RemoveWorkspaceMember extends PlexicaCommand {
  static override summary = 'Remove a member from a workspace and its teams.';
  static override description = 'They stay in the tenant.';
  static override examples = ['<%= config.bin %> workspaces members remove sales grace@acme.test'];
  static override args = { workspace, member };
  static override flags = { tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RemoveWorkspaceMember);
    const { removeWorkspaceMember } = await import('../../../services/workspaces/members.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, ...args, dryRun: flags['dry-run'] };
    this.show(await removeWorkspaceMember(await this.api(flags), request), orPlanned(render));
  }
}

function render({ workspace, member }: WorkspaceMemberRemoved): string {
  return `${paint('green', '✓')} ${member} was removed from the workspace ${workspace}.`;
}
