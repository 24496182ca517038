import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, localFlags, yes } from '../../flags.ts';
import type { ContextRemoved } from '../../results/context.ts';
import { paint } from '../../terminal/style.ts';

export default class RemoveContext extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Remove a saved server and its token or login.';
  static override description =
    'Asks for confirmation if it is the current context. A token stays valid: to revoke it, run `plexica tokens ' +
    'revoke`. To end a login, run `plexica logout` first.';
  static override examples = ['<%= config.bin %> context remove local'];
  static override args = { name: Args.string({ description: 'Name of the context.', required: true }) };
  static override flags = { 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RemoveContext);
    const { removeContext } = await import('../../services/context/contexts.ts');
    const { configDir } = this.config;
    const dryRun = flags['dry-run'];
    const { removed, wasInUse } = await removeContext(configDir, args.name, { dryRun: true });
    if (wasInUse && !dryRun) {
      await this.confirm(`Remove ${args.name}, the current context?`, flags);
    }
    await removeContext(configDir, args.name, { dryRun });
    this.show({ name: args.name, server: removed.server, wasInUse, dryRun }, render);
  }
}

function render({ name, server, wasInUse, dryRun }: ContextRemoved): string {
  const head = `${paint('green', '✓')} ${dryRun ? 'Would remove' : 'Removed'} ${name} (${server}).`;
  return wasInUse
    ? `${head} No context is selected now. Select one with \`plexica context use <name>\`.`
    : head;
}
