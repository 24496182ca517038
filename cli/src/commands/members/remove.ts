import { member } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, platform, tenant, yes } from '../../flags.ts';
import type { MemberRemoved } from '../../results/members.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';

export default class RemoveMember extends PlexicaCommand {
  static override summary = 'Remove a member and end all logins of the member.';
  static override examples = [
    '<%= config.bin %> members remove grace@acme.test --tenant acme --dry-run',
    '<%= config.bin %> members remove grace@acme.test --tenant acme --yes',
  ];
  static override args = { member };
  static override flags = { tenant, platform, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RemoveMember);
    const { isCaller, planRemoval, removeMember, showMember } =
      await import('../../services/members/members.ts');
    const of = await this.realmOf(flags, async () =>
      flags.yes || flags['dry-run'] ? {} : { yes: { flag: '--yes', message: 'Confirms the removal' } },
    );
    const api = await this.api(flags);
    const removal = { tenant: of, member: await showMember(api, { tenant: of, member: args.member }) };
    if (flags['dry-run']) {
      this.show(await planRemoval(api, removal), orPlanned(render));
      return;
    }
    const { email } = removal.member;
    const from = of ?? 'the platform';
    const question = (await isCaller(api, removal.member))
      ? `Remove yourself (${email}) from ${from}? You lose access at once.`
      : `Remove ${email} from ${from}?`;
    await this.confirm(question, flags);
    this.show(await removeMember(api, removal), render);
  }
}

function render({ email }: MemberRemoved): string {
  return `${paint('green', '✓')} ${email} was removed.`;
}
