import { member, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { dryRun, tenant, workspaceRole, yes } from '../../../flags.ts';
import { orPlanned } from '../../../terminal/planned.ts';
import { renderWorkspaceRole } from '../../../terminal/workspace.ts';

export default class SetWorkspaceRole extends PlexicaCommand {
  static override summary = 'Change the role of a member of a workspace.';
  static override description = 'Takes effect at once.';
  static override examples = [
    '<%= config.bin %> workspaces members set-role sales grace@acme.test --role ADMIN',
  ];
  static override args = { workspace, member };
  static override flags = { role: workspaceRole, tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SetWorkspaceRole);
    const { setWorkspaceRole } = await import('../../../services/workspaces/members.ts');
    const question = { role: { flag: '--role', message: 'Role: VIEWER, MEMBER or ADMIN' } };
    const tenant = await this.tenantOf(flags, async () => (flags.role === undefined ? question : {}));
    const { role } = await this.answer({ role: flags.role }, question, flags);
    const request = { tenant, ...args, role, dryRun: flags['dry-run'] };
    this.show(await setWorkspaceRole(await this.api(flags), request), orPlanned(renderWorkspaceRole));
  }
}
