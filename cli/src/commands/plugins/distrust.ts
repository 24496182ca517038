import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun } from '../../flags.ts';
import type { CodeDistrusted } from '../../results/plugins.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class DistrustPlugin extends PlexicaCommand {
  static override summary = "Stop trusting a plugin's code.";
  static override description =
    'The plugin stops immediately on servers that cannot isolate it, unless its code is trusted in another way, such as with --trust at installation.';
  static override examples = ['<%= config.bin %> plugins distrust crm'];
  static override args = { plugin: Args.string({ description: 'Id of the plugin.', required: true }) };
  static override flags = { 'dry-run': dryRun };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DistrustPlugin);
    const { distrustPlugin } = await import('../../services/plugins/trusted-code.ts');
    const options = { plugin: args.plugin, dryRun: flags['dry-run'] };
    this.show(await distrustPlugin(await this.api(flags), options), orPlanned(render));
  }
}

function render({ plugin }: CodeDistrusted): string {
  return `${paint('green', '✓')} The code of ${plugin} is no longer trusted.`;
}
