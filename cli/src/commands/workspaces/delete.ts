import { Flags } from '@oclif/core';
import { workspace } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, tenant, yes } from '../../flags.ts';
import type { WorkspaceDeleted } from '../../results/workspaces.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class DeleteWorkspace extends PlexicaCommand {
  static override summary = 'Delete a workspace with its teams, and what plugins store in it.';
  static override description =
    'What it holds is shown with --force --dry-run. Every tenant keeps the workspace default.';
  static override examples = [
    '<%= config.bin %> workspaces delete sales --tenant acme --dry-run',
    '<%= config.bin %> workspaces delete sales --tenant acme --force --yes',
  ];
  static override args = { workspace };
  static override flags = {
    force: Flags.boolean({
      description: 'Delete the workspace even if it has other members, or plugins store data in it.',
      default: false,
    }),
    tenant,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DeleteWorkspace);
    const { deleteWorkspace } = await import('../../services/workspaces/workspaces.ts');
    const tenant = await this.tenantOf(flags, async () =>
      flags.yes || flags['dry-run'] ? {} : { yes: { flag: '--yes', message: 'Confirms the deletion' } },
    );
    const api = await this.api(flags);
    const request = { tenant, workspace: args.workspace, force: flags.force, dryRun: flags['dry-run'] };
    if (!flags['dry-run']) await this.confirm(`Delete the workspace ${args.workspace} of ${tenant}?`, flags);
    this.show(await deleteWorkspace(api, request), orPlanned(render));
  }
}

function render({ workspace }: WorkspaceDeleted): string {
  return `${paint('green', '✓')} The workspace ${workspace} was deleted.`;
}
