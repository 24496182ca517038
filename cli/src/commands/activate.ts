import { Args } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, tenant, wait, yes } from '../flags.ts';
import { renderInstallation } from '../terminal/installation.ts';
import { orPlanned } from '../terminal/planned.ts';

export default class Activate extends PlexicaCommand {
  static override summary = 'Activate an installed plugin.';
  static override examples = ['<%= config.bin %> activate crm --tenant acme'];
  static override args = { plugin: Args.string({ description: 'Id of the plugin.', required: true }) };
  static override flags = { tenant, 'dry-run': dryRun, wait, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Activate);
    const { switchPlugin } = await import('../services/installations/installations.ts');
    const installed = { plugin: args.plugin, tenant: await this.tenantOf(flags) };
    const options = { active: true, dryRun: flags['dry-run'] };
    this.show(await switchPlugin(await this.api(flags), installed, options), orPlanned(renderInstallation));
  }
}
