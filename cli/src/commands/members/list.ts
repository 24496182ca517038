import { PlexicaCommand } from '../../command.ts';
import { platform, tenant, yes } from '../../flags.ts';
import type { MemberList } from '../../results/members.ts';
import { table } from '../../terminal/table.ts';
import { ago } from '../../terminal/time.ts';

export default class ListMembers extends PlexicaCommand {
  static override summary = 'List the members of a tenant, or the people of the platform.';
  static override examples = [
    '<%= config.bin %> members list --tenant acme',
    '<%= config.bin %> members list --platform --json',
  ];
  static override flags = { tenant, platform, yes };

  async run(): Promise<void> {
    const { flags } = await this.parse(ListMembers);
    const { listMembers } = await import('../../services/members/members.ts');
    const of = await this.realmOf(flags);
    this.show(await listMembers(await this.api(flags), { tenant: of }), render);
  }
}

function render({ members }: MemberList): string {
  if (members.length === 0) return 'No members. Invite somebody with `plexica members invite`.';
  return table(
    ['e-mail', 'name', 'state', 'roles', 'last login'],
    members.map(({ email, name, state, roles, lastLoginAt }) => [
      email,
      name,
      state,
      roles.join(', '),
      ago(lastLoginAt) || 'never',
    ]),
    'e-mail',
  );
}
