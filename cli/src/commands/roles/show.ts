import { roleKey } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { tenant, yes } from '../../flags.ts';
import { renderRole } from '../../terminal/role.ts';

export default class ShowRole extends PlexicaCommand {
  static override summary = 'Show a role with its permissions.';
  static override examples = ['<%= config.bin %> roles show crm.sales --tenant acme'];
  static override args = { key: roleKey };
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ShowRole);
    const { showRole } = await import('../../services/roles/roles.ts');
    const role = { tenant: await this.tenantOf(flags), key: args.key };
    this.show(await showRole(await this.api(flags), role), renderRole);
  }
}
