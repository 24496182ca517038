import { PlexicaCommand } from '../../command.ts';
import { localFlags } from '../../flags.ts';
import type { ContextList } from '../../results/context.ts';
import { table } from '../../terminal/table.ts';
import { visible } from '../../terminal/visible.ts';

export default class ListContexts extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'List saved servers.';
  static override examples = ['<%= config.bin %> context list'];

  async run(): Promise<void> {
    const { flags } = await this.parse(ListContexts);
    const { listContexts } = await import('../../services/context/list.ts');
    this.show(await listContexts(this.config.configDir, flags.context), render);
    await this.noteOverrides();
  }
}

function render({ contexts }: ContextList): string {
  if (contexts.length === 0) {
    return 'No saved servers. Start one with `plexica up`, or save one with `plexica login`.';
  }
  const ofTenants = contexts.some(({ tenant }) => tenant !== undefined);
  const ofProjects = contexts.some(({ project }) => project !== undefined);
  return table(
    [
      'in use',
      'name',
      'server',
      'logged in',
      ...(ofTenants ? ['tenant'] : []),
      ...(ofProjects ? ['plexica dev of'] : []),
    ],
    contexts.map(({ current, name, server, loggedIn, kind, tenant, project }) => [
      current ? '*' : '',
      name,
      server,
      loggedIn ? (kind === 'token' ? 'with a token' : 'yes') : 'no',
      ...(ofTenants ? [tenant ?? ''] : []),
      ...(ofProjects ? [visible(project ?? '')] : []),
    ]),
  );
}
