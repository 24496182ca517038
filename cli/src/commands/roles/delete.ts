import { Flags } from '@oclif/core';
import { roleKey } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, tenant, yes } from '../../flags.ts';
import type { RoleDeleted } from '../../results/roles.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class DeleteRole extends PlexicaCommand {
  static override summary = 'Delete a role of a tenant.';
  static override examples = [
    '<%= config.bin %> roles delete support --tenant acme',
    '<%= config.bin %> roles delete support --tenant acme --force --dry-run',
  ];
  static override args = { key: roleKey };
  static override flags = {
    force: Flags.boolean({
      description: 'Delete the role even if members have it, and take it from them.',
      default: false,
    }),
    tenant,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DeleteRole);
    const { deleteRole } = await import('../../services/roles/roles.ts');
    const of = await this.tenantOf(flags);
    const deletion = { tenant: of, key: args.key, force: flags.force, dryRun: flags['dry-run'] };
    this.show(await deleteRole(await this.api(flags), deletion), orPlanned(render));
  }
}

function render({ key }: RoleDeleted): string {
  return `${paint('green', '✓')} The role ${key} was deleted.`;
}
