import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, tenant, yes } from '../../flags.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { renderWorkspace } from '../../terminal/workspace.ts';

export default class CreateWorkspace extends PlexicaCommand {
  static override summary = 'Create a workspace in a tenant.';
  static override examples = ['<%= config.bin %> workspaces create sales --name Sales --tenant acme'];
  static override args = {
    slug: Args.string({
      description: 'Up to 32 lowercase letters and digits, with single dashes between them.',
      required: true,
    }),
  };
  static override flags = {
    name: Flags.string({ description: 'Display name. Default: the slug.', helpValue: '<name>' }),
    tenant,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CreateWorkspace);
    const { createWorkspace } = await import('../../services/workspaces/workspaces.ts');
    const tenant = await this.tenantOf(flags);
    const request = { tenant, workspace: args.slug, name: flags.name, dryRun: flags['dry-run'] };
    this.show(await createWorkspace(await this.api(flags), request), orPlanned(renderWorkspace));
  }
}
