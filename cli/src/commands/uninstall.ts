import { Args } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, tenant, wait, yes } from '../flags.ts';
import type { Uninstalled } from '../results/installations.ts';
import { orPlanned } from '../terminal/planned.ts';
import { paint } from '../terminal/style.ts';

export default class Uninstall extends PlexicaCommand {
  static override summary = 'Uninstall a plugin from a tenant and erase its data.';
  static override examples = [
    '<%= config.bin %> uninstall crm --tenant acme --dry-run',
    '<%= config.bin %> uninstall crm --tenant acme --yes',
  ];
  static override args = { plugin: Args.string({ description: 'Id of the plugin.', required: true }) };
  static override flags = { tenant, 'dry-run': dryRun, wait, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Uninstall);
    const { uninstallPlugin } = await import('../services/installations/installations.ts');
    const tenant = await this.tenantOf(flags);
    const dryRun = flags['dry-run'];
    if (!dryRun) {
      await this.confirm(`Uninstall ${args.plugin} from ${tenant} and erase all its data?`, flags);
    }
    const done = await uninstallPlugin(await this.api(flags), { tenant, plugin: args.plugin }, { dryRun });
    this.show(done, orPlanned(render));
  }
}

function render({ tenant, plugin }: Uninstalled): string {
  return `${paint('green', '✓')} ${plugin} was uninstalled from ${tenant} and its data erased.`;
}
