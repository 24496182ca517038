import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import type { SearchResult } from '../results/plugins.ts';
import { table } from '../terminal/table.ts';

export default class Search extends PlexicaCommand {
  static override summary = 'Find published plugins.';
  static override description =
    'Searches ids, names, descriptions and keywords. Without a query, lists all plugins.';
  static override examples = [
    '<%= config.bin %> search invoices',
    '<%= config.bin %> search --limit 100 --json',
  ];
  static override args = { query: Args.string({ description: 'Words to search for.' }) };
  static override flags = {
    limit: Flags.integer({
      helpValue: '<number>',
      description: 'Maximum number of plugins: 1 to 100.',
      default: 20,
      min: 1,
      max: 100,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Search);
    const { searchPlugins } = await import('../services/plugins/search.ts');
    this.show(await searchPlugins(await this.api(flags), { query: args.query, limit: flags.limit }), render);
  }
}

function render({ plugins }: SearchResult): string {
  if (plugins.length === 0) {
    return 'No plugins found.';
  }
  return table(
    ['plugin', 'latest', 'name', 'description'],
    plugins.map(({ id, latest, displayName, description }) => [id, latest, displayName, description]),
  );
}
