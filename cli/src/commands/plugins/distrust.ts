import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun } from '../../flags.ts';
import type { CodeDistrusted } from '../../results/plugins.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class DistrustPlugin extends PlexicaCommand {
  static override summary = "Take back the mark that a plugin's code is trusted.";
  static override description =
    'On servers that cannot isolate it, it stops at once, unless somebody else answers for it.';
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
  return `${paint('green', '✓')} The code of ${plugin} is not marked as trusted.`;
}
