import { PlexicaCommand } from '../command.ts';
import { tenant, yes } from '../flags.ts';
import type { InstallationList } from '../results/installations.ts';
import { table } from '../terminal/table.ts';
import { when } from '../terminal/time.ts';

export default class Plugins extends PlexicaCommand {
  static override summary = 'List the plugins of a tenant.';
  static override examples = ['<%= config.bin %> plugins --tenant acme'];
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { flags } = await this.parse(Plugins);
    const { listInstallations } = await import('../services/installations/installations.ts');
    const tenant = await this.tenantOf(flags);
    this.show(await listInstallations(await this.api(flags), tenant), render);
  }
}

function render({ tenant, plugins }: InstallationList): string {
  if (plugins.length === 0) {
    return `${tenant} has no plugins. Install one with \`plexica install <plugin> --tenant ${tenant}\`.`;
  }
  return table(
    ['plugin', 'version', 'state', 'changed', 'reason'],
    plugins.map(({ plugin, version, state, reason, updatedAt }) => [
      plugin,
      version,
      state,
      when(updatedAt),
      reason,
    ]),
  );
}
