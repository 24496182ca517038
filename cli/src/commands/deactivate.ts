import { Args } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, tenant, wait, yes } from '../flags.ts';
import { renderInstallation } from '../terminal/installation.ts';
import { orPlanned } from '../terminal/planned.ts';

export default class Deactivate extends PlexicaCommand {
  static override summary = 'Deactivate an installed plugin and keep its data.';
  static override examples = ['<%= config.bin %> deactivate crm --tenant acme'];
  static override args = { plugin: Args.string({ description: 'Id of the plugin.', required: true }) };
  static override flags = { tenant, 'dry-run': dryRun, wait, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Deactivate);
    const { switchPlugin } = await import('../services/installations/installations.ts');
    const installed = { plugin: args.plugin, tenant: await this.tenantOf(flags) };
    const options = { active: false, dryRun: flags['dry-run'] };
    this.show(await switchPlugin(await this.api(flags), installed, options), orPlanned(renderInstallation));
  }
}
