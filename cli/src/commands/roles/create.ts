import { Flags } from '@oclif/core';
import { roleKey } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, permissions, tenant, yes } from '../../flags.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { renderRole } from '../../terminal/role.ts';

export default class CreateRole extends PlexicaCommand {
  static override summary = 'Create a role in a tenant.';
  static override description =
    'A permission that ends in * covers everything that begins with the rest. You can give a role only permissions ' +
    'that you have yourself.';
  static override examples = ["<%= config.bin %> roles create support --permissions 'crm.*' --tenant acme"];
  static override args = { key: roleKey };
  static override flags = {
    permissions,
    name: Flags.string({ description: 'Display name. Default: the key.', helpValue: '<name>' }),
    tenant,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CreateRole);
    const { createRole } = await import('../../services/roles/roles.ts');
    const question = { permissions: { flag: '--permissions', message: 'Permissions, separated by commas' } };
    const of = await this.tenantOf(flags, async () => (flags.permissions === undefined ? question : {}));
    const answers = await this.answer({ permissions: flags.permissions }, question, flags);
    const role = { tenant: of, key: args.key, name: flags.name, ...answers, dryRun: flags['dry-run'] };
    this.show(await createRole(await this.api(flags), role), orPlanned(renderRole));
  }
}
