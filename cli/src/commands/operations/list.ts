import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { tenant } from '../../flags.ts';
import { renderOperations } from '../../terminal/operation.ts';

export default class ListOperations extends PlexicaCommand {
  static override summary = 'List operations, the newest first.';
  static override description =
    'Whatever changes a tenant or its plugins is an operation. They are kept for 30 days after their end.';
  static override examples = [
    '<%= config.bin %> operations list --tenant acme',
    '<%= config.bin %> operations list --state running --json',
  ];
  static override flags = {
    tenant,
    state: Flags.option({
      description: 'Only those in this state.',
      options: ['running', 'undoing', 'succeeded', 'failed'] as const,
    })(),
    limit: Flags.integer({ description: 'How many at most, 1 to 100.', default: 50, min: 1, max: 100 }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ListOperations);
    const { listOperations } = await import('../../services/operations/operations.ts');
    const { tenant, state, limit } = flags;
    this.show(await listOperations(await this.api(flags), { tenant, state, limit }), renderOperations);
  }
}
