import { PlexicaCommand } from '../../command.ts';
import { tenant, yes } from '../../flags.ts';
import type { RoleList } from '../../results/roles.ts';
import { sourceText } from '../../terminal/role.ts';
import { table } from '../../terminal/table.ts';

export default class ListRoles extends PlexicaCommand {
  static override summary = 'List the roles of a tenant and where each comes from.';
  static override examples = ['<%= config.bin %> roles list --tenant acme'];
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { flags } = await this.parse(ListRoles);
    const { listRoles } = await import('../../services/roles/roles.ts');
    const of = await this.tenantOf(flags);
    this.show(await listRoles(await this.api(flags), of), render);
  }
}

function render({ roles }: RoleList): string {
  return table(
    ['key', 'name', 'source', 'members', 'permissions'],
    roles.map((role) => [role.key, role.name, sourceText(role), role.members, role.permissions.join(', ')]),
    'key',
  );
}
