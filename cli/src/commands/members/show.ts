import { member } from '../../arguments.ts';
import { PlexicaCommand } from '../../command.ts';
import { platform, tenant, yes } from '../../flags.ts';
import { renderMember } from '../../terminal/member.ts';

export default class ShowMember extends PlexicaCommand {
  static override summary = 'Show a member with roles and last login.';
  static override examples = ['<%= config.bin %> members show grace@acme.test --tenant acme'];
  static override args = { member };
  static override flags = { tenant, platform, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ShowMember);
    const { showMember } = await import('../../services/members/members.ts');
    const of = { tenant: await this.realmOf(flags), member: args.member };
    this.show(await showMember(await this.api(flags), of), renderMember);
  }
}
