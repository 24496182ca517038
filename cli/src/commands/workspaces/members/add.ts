import { member, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { dryRun, tenant, workspaceRole, yes } from '../../../flags.ts';
import { orPlanned } from '../../../terminal/planned.ts';
import { renderWorkspaceRole } from '../../../terminal/workspace.ts';

export default class AddWorkspaceMember extends PlexicaCommand {
  static override summary = 'Add a member of the tenant to a workspace.';
  static override description = 'An ADMIN of a workspace can manage it without any permission in the tenant.';
  static override examples = ['<%= config.bin %> workspaces members add sales grace@acme.test --role MEMBER'];
  static override args = { workspace, member };
  static override flags = { role: workspaceRole, tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AddWorkspaceMember);
    const { addWorkspaceMember } = await import('../../../services/workspaces/members.ts');
    const question = { role: { flag: '--role', message: 'Role: VIEWER, MEMBER or ADMIN' } };
    const tenant = await this.tenantOf(flags, async () => (flags.role === undefined ? question : {}));
    const { role } = await this.answer({ role: flags.role }, question, flags);
    const request = { tenant, ...args, role, dryRun: flags['dry-run'] };
    this.show(await addWorkspaceMember(await this.api(flags), request), orPlanned(renderWorkspaceRole));
  }
}
