import { PlexicaCommand } from '../command.ts';
import { folder, localFlags } from '../flags.ts';
import type { Validated } from '../results/project.ts';
import { paint } from '../terminal/style.ts';

export default class Validate extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Check plexica.json, package.json and the migrations.';
  static override description =
    'Finds every problem of the manifest at once, with its path and what is expected there, then every statement of a ' +
    'migration that PostgreSQL cannot read or that migrations may not contain. What only a database knows shows when ' +
    'the plugin is installed: whether the tables and columns exist, and which of the tenant may be referred to. ' +
    'Builds nothing.';
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
