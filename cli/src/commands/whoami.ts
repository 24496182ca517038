import { PlexicaCommand } from '../command.ts';
import type { PrincipalResult } from '../results/tokens.ts';
import { fields } from '../terminal/table.ts';

export default class Whoami extends PlexicaCommand {
  static override summary = 'Show who you are logged in as.';
  static override examples = ['<%= config.bin %> whoami'];

  async run(): Promise<void> {
    const { flags } = await this.parse(Whoami);
    const { whoami } = await import('../services/context/login.ts');
    this.show(await whoami(await this.connection(flags)), render);
  }
}

function render({
  name,
  id,
  scope,
  permissions,
  member,
  roles,
  workspaces,
  server,
  context,
}: PrincipalResult): string {
  return fields([
    ['name', name],
    ['e-mail', member?.email],
    ['acts as', id],
    ['scope', scope],
    ['roles', roles && (roles.join(', ') || 'none')],
    ['permissions', permissions.join(', ')],
    [
      'workspaces',
      workspaces && (workspaces.map(({ slug, role }) => `${slug} (${role})`).join(', ') || 'none'),
    ],
    ['server', server],
    ['context', context],
  ]);
}
