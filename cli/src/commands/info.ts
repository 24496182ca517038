import { Args } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { renderPluginInfo } from '../terminal/plugin-info.ts';

export default class Info extends PlexicaCommand {
  static override summary = 'Show a published plugin.';
  static override examples = ['<%= config.bin %> info crm', '<%= config.bin %> info crm@^1.2'];
  static override args = {
    plugin: Args.string({
      description: 'Id of the plugin, optionally with a version, range or tag: crm, crm@^1, crm@dev.',
      required: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Info);
    const { pluginInfo } = await import('../services/plugins/info.ts');
    this.show(await pluginInfo(await this.api(flags), args.plugin), renderPluginInfo);
  }
}
