import { member } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, platform, role, tenant, yes } from '../../flags.ts';
import type { MemberResult } from '../../results/members.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class SetRole extends PlexicaCommand {
  static override summary = 'Replace the roles of a member.';
  static override description =
    'Takes effect at once, also for somebody who is logged in. You can change only members and give only roles with ' +
    'permissions that you have yourself.';
  static override examples = [
    '<%= config.bin %> members set-role grace@acme.test --role user --tenant acme',
    '<%= config.bin %> members set-role grace@acme.test --role user,crm.sales --dry-run',
  ];
  static override args = { member };
  static override flags = { role, tenant, platform, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SetRole);
    const { setRoles } = await import('../../services/members/members.ts');
    const question = { role: { flag: '--role', message: 'Roles, separated by commas' } };
    const of = await this.realmOf(flags, async () => (flags.role === undefined ? question : {}));
    const { role: roles } = await this.answer({ role: flags.role }, question, flags);
    const change = { tenant: of, member: args.member, roles, dryRun: flags['dry-run'] };
    this.show(await setRoles(await this.api(flags), change), orPlanned(render));
  }
}

function render({ email, roles }: MemberResult): string {
  return `${paint('green', '✓')} ${email} now has the ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}.`;
}
