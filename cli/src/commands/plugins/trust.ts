import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun } from '../../flags.ts';
import type { CodeTrusted } from '../../results/plugins.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class TrustPlugin extends PlexicaCommand {
  static override summary = "Trust a plugin's code on the whole platform.";
  static override description =
    'Lets every version of the plugin, including future ones, run without --trust on servers that cannot isolate it.';
  static override examples = ['<%= config.bin %> plugins trust crm'];
  static override args = { plugin: Args.string({ description: 'Id of the plugin.', required: true }) };
  static override flags = { 'dry-run': dryRun };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TrustPlugin);
    const { trustPlugin } = await import('../../services/plugins/trusted-code.ts');
    const options = { plugin: args.plugin, dryRun: flags['dry-run'] };
    this.show(await trustPlugin(await this.api(flags), options), orPlanned(render));
  }
}

function render({ plugin, trustedBy }: CodeTrusted): string {
  return `${paint('green', '✓')} The code of ${plugin} is trusted (${trustedBy}).`;
}
