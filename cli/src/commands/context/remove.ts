import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, localFlags, yes } from '../../flags.ts';
import type { ContextRemoved } from '../../results/context.ts';
import { paint } from '../../terminal/style.ts';

export default class RemoveContext extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Forget a server and the token for it.';
  static override description =
    'Asks first where it is the context in use. The token itself stays valid: `plexica tokens revoke` ends it.';
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
      await this.confirm(`Forget ${args.name}, the context in use?`, flags);
    }
    await removeContext(configDir, args.name, { dryRun });
    this.show({ name: args.name, server: removed.server, wasInUse, dryRun }, render);
  }
}

function render({ name, server, wasInUse, dryRun }: ContextRemoved): string {
  const head = `${paint('green', '✓')} ${dryRun ? 'Would forget' : 'Forgot'} ${name} (${server}).`;
  return wasInUse ? `${head} No context is in use then: \`plexica context use <name>\` chooses one.` : head;
}
