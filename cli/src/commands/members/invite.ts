import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, platform, role, tenant, yes } from '../../flags.ts';
import type { MemberResult } from '../../results/members.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class InviteMember extends PlexicaCommand {
  static override summary = 'Invite somebody by mail.';
  static override description =
    'The mail has a link to set a password. The person becomes active with the first login. You can give only roles ' +
    'with permissions that you have yourself.';
  static override examples = [
    '<%= config.bin %> members invite grace@acme.test --role guest --tenant acme',
    '<%= config.bin %> members invite grace@acme.test --again --tenant acme',
    '<%= config.bin %> members invite ops@example.com --role operator --platform',
  ];
  static override args = {
    email: Args.string({ description: 'E-mail address of the person.', required: true }),
  };
  static override flags = {
    role,
    name: Flags.string({
      description: 'Display name. Default: the address before the @.',
      helpValue: '<name>',
    }),
    again: Flags.boolean({
      description: 'Send the invitation again, with a new link.',
      default: false,
      exclusive: ['role', 'name'],
    }),
    tenant,
    platform,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(InviteMember);
    const { inviteAgain, inviteMember } = await import('../../services/members/members.ts');
    const { email } = args;
    const { name, again, 'dry-run': dryRun } = flags;
    const question = { role: { flag: '--role', message: 'Roles, separated by commas' } };
    const of = await this.realmOf(flags, async () => (again || flags.role !== undefined ? {} : question));
    const api = await this.api(flags);
    if (again) {
      this.show(await inviteAgain(api, { tenant: of, email, dryRun }), orPlanned(render));
      return;
    }
    const { role: roles } = await this.answer({ role: flags.role }, question, flags);
    const invitation = { tenant: of, email, name, roles, dryRun };
    this.show(await inviteMember(api, invitation), orPlanned(render));
  }
}

function render({ email, roles }: MemberResult): string {
  return `${paint('green', '✓')} ${email} is invited with the ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}.`;
}
