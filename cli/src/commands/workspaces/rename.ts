import { Flags } from '@oclif/core';
import { workspace } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, tenant, yes } from '../../flags.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { renderWorkspace } from '../../terminal/workspace.ts';

export default class RenameWorkspace extends PlexicaCommand {
  static override summary = 'Change the display name of a workspace.';
  static override description = 'The slug stays: plugins and scripts may use it.';
  static override examples = ['<%= config.bin %> workspaces rename sales --name Vertrieb --tenant acme'];
  static override args = { workspace };
  static override flags = {
    name: Flags.string({ description: 'New display name.', helpValue: '<name>' }),
    tenant,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RenameWorkspace);
    const { renameWorkspace } = await import('../../services/workspaces/workspaces.ts');
    const question = { name: { flag: '--name', message: 'New display name' } };
    const tenant = await this.tenantOf(flags, async () => (flags.name === undefined ? question : {}));
    const { name } = await this.answer({ name: flags.name }, question, flags);
    const request = { tenant, workspace: args.workspace, name, dryRun: flags['dry-run'] };
    this.show(await renameWorkspace(await this.api(flags), request), orPlanned(renderWorkspace));
  }
}
