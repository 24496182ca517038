import { Flags } from '@oclif/core';
import { roleKey } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, permissions, tenant, yes } from '../../flags.ts';
import { missingFlags } from '../../terminal/questions.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { renderRole } from '../../terminal/role.ts';

export default class UpdateRole extends PlexicaCommand {
  static override summary = 'Change the name or replace the permissions of a role.';
  static override description =
    'Takes effect at once for everybody who has the role. Roles of every tenant and of plugins cannot be changed.';
  static override examples = [
    "<%= config.bin %> roles update support --permissions 'crm.*' --tenant acme",
    '<%= config.bin %> roles update support --name "Customer support" --tenant acme',
  ];
  static override args = { key: roleKey };
  static override flags = {
    permissions,
    name: Flags.string({ description: 'New display name.', helpValue: '<name>' }),
    tenant,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(UpdateRole);
    const { updateRole } = await import('../../services/roles/roles.ts');
    const { name, permissions: list } = flags;
    if (name === undefined && list === undefined)
      throw missingFlags([{ flag: '--permissions or --name', message: 'What to change' }]);
    const of = await this.tenantOf(flags);
    const role = { tenant: of, key: args.key, name, permissions: list, dryRun: flags['dry-run'] };
    this.show(await updateRole(await this.api(flags), role), orPlanned(renderRole));
  }
}
