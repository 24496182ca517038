import { PlexicaCommand } from '../../command.ts';
import type { ContextList } from '../../results/context.ts';
import { table } from '../../terminal/table.ts';

export default class ListContexts extends PlexicaCommand {
  static override summary = 'List the servers that this computer remembers.';
  static override examples = ['<%= config.bin %> context list'];

  async run(): Promise<void> {
    await this.parse(ListContexts);
    const { listContexts } = await import('../../services/context/list.ts');
    this.show(await listContexts(this.config.configDir), render);
  }
}

function render({ contexts }: ContextList): string {
  if (contexts.length === 0) {
    return 'There is none yet: `plexica up` starts a server, `plexica login` remembers one.';
  }
  return table(
    ['in use', 'name', 'server', 'logged in'],
    contexts.map(({ current, name, server, loggedIn }) => [
      current ? '*' : '',
      name,
      server,
      loggedIn ? 'yes' : 'no',
    ]),
  );
}
