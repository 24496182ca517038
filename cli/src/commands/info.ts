import { Args } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import type { PluginInfo } from '../results/plugins.ts';
import { columns, paint, wrap } from '../terminal/style.ts';
import { fields } from '../terminal/table.ts';

export default class Info extends PlexicaCommand {
  static override summary = 'Show a published plugin.';
  static override examples = ['<%= config.bin %> info crm', '<%= config.bin %> info crm@^1.2'];
  static override args = {
    plugin: Args.string({
      description: 'Id, with a version, range or tag: crm, crm@^1, crm@dev.',
      required: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Info);
    const { pluginInfo } = await import('../services/plugins/info.ts');
    this.show(await pluginInfo(await this.api(flags), args.plugin), render);
  }
}

function render(info: PluginInfo): string {
  const list = (values: Record<string, string>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key} (${value})`)
      .join(', ');
  const room = Math.min(columns(), 100) - 14;
  return [
    paint('bold', `${info.displayName} ${info.version}`),
    ...(info.description === '' ? [] : [wrap(info.description, room)]),
    '',
    fields([
      ['id', info.id],
      ['owner', info.owner],
      ['license', info.license],
      ['versions', info.versions.slice(0, 10).join(', ')],
      ['tags', list(info.distTags)],
      ['permissions', list(info.permissions)],
      ['depends on', list(info.dependencies)],
    ]),
    ...(info.routes.length === 0 ? [] : ['', paint('dim', 'routes')]),
    ...info.routes.map(({ method, path }) => `  ${method.padEnd(6)} ${path}`),
  ].join('\n');
}
