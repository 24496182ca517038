import { Args } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import type { PluginInfo } from '../results/plugins.ts';
import { renderBrings } from '../terminal/brings.ts';
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
  const longest = Math.max(...info.routes.map(({ path }) => path.length));
  const keys = Object.entries(info.permissions).map(([key, meaning]) => [`${info.id}.${key}`, meaning]);
  const permissions = Object.fromEntries(keys) as Record<string, string>;
  const brings = renderBrings(info.id, { permissions, access: info.access, publicRoutes: [] });
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
      ['depends on', list(info.dependencies)],
    ]),
    ...(brings.length === 0 ? [] : ['', paint('dim', 'in a tenant'), ...brings]),
    ...(info.routes.length === 0 ? [] : ['', paint('dim', 'routes')]),
    ...info.routes.map(({ method, path, access }) => {
      const whom = typeof access === 'string' ? access : `${info.id}.${access.permission}`;
      return `  ${method.padEnd(6)} ${path.padEnd(longest)}  ${paint('dim', whom)}`;
    }),
  ].join('\n');
}
