import { Flags } from '@oclif/core';
import { team, workspace } from '../../../arguments.ts';
import { PlexicaCommand } from '../../../command.ts';
import { dryRun, tenant, yes } from '../../../flags.ts';
import { orPlanned } from '../../../terminal/planned.ts';
import { renderTeam } from '../../../terminal/workspace.ts';

export default class RenameTeam extends PlexicaCommand {
  static override summary = 'Change the name of a team.';
  static override examples = ['<%= config.bin %> workspaces teams rename sales night --name day'];
  static override args = { workspace, team };
  static override flags = {
    name: Flags.string({ description: 'New name.', helpValue: '<name>' }),
    tenant,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RenameTeam);
    const { renameTeam } = await import('../../../services/workspaces/teams.ts');
    const question = { name: { flag: '--name', message: 'New name' } };
    const tenant = await this.tenantOf(flags, async () => (flags.name === undefined ? question : {}));
    const { name } = await this.answer({ name: flags.name }, question, flags);
    const request = { tenant, ...args, name, dryRun: flags['dry-run'] };
    this.show(await renameTeam(await this.api(flags), request), orPlanned(renderTeam));
  }
}
