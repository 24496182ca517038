import { PlexicaCommand } from '../command.ts';
import { folder, localFlags } from '../flags.ts';
import type { Validated } from '../results/project.ts';
import { paint } from '../terminal/style.ts';

export default class Validate extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Check plexica.json, package.json and the migrations.';
  static override description =
    'Reports every problem of the manifest with its path and what is expected there. Then reports every migration ' +
    'statement that PostgreSQL cannot parse or that migrations must not contain. Does not build the plugin. Some ' +
    'problems show only at installation, with a database: missing tables or columns, and references to tables of the ' +
    'tenant that are not allowed.';
  static override examples = [
    '<%= config.bin %> validate',
    '<%= config.bin %> validate --folder plugins/crm --json',
  ];
  static override flags = { folder };

  async run(): Promise<void> {
    const { flags } = await this.parse(Validate);
    const { validateProject } = await import('../services/project/validate.ts');
    this.show(await validateProject(flags.folder), render);
  }
}

function render({ plugin, version, migrations }: Validated): string {
  const count = migrations === 1 ? '1 migration' : `${migrations} migrations`;
  const checked = migrations === 0 ? 'the manifest is' : `the manifest and ${count} are`;
  return `${paint('green', '✓')} ${plugin} ${version}: ${checked} valid.\n  \`plexica build\` checks types and routes.`;
}
