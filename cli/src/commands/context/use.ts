import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, localFlags } from '../../flags.ts';
import type { ContextUsed } from '../../results/context.ts';

export default class UseContext extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Select the server that commands use.';
  static override examples = ['<%= config.bin %> context use local'];
  static override args = { name: Args.string({ description: 'Name of the context.', required: true }) };
  static override flags = { 'dry-run': dryRun };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(UseContext);
    const { useContext } = await import('../../services/context/contexts.ts');
    const dryRun = flags['dry-run'];
    const { server } = await useContext(this.config.configDir, args.name, { dryRun });
    this.show({ name: args.name, server, dryRun }, render);
    await this.noteOverrides();
  }
}

function render({ name, server, dryRun }: ContextUsed): string {
  return `${dryRun ? 'Commands would use' : 'Commands now use'} ${server} (${name}).`;
}
