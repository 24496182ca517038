import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { tenant } from '../../flags.ts';
import { renderOperations } from '../../terminal/operation.ts';

export default class ListOperations extends PlexicaCommand {
  static override summary = 'List operations, newest first.';
  static override description =
    'Each change to a tenant or its plugins is an operation. Operations are kept for 30 days after they end.';
  static override examples = [
    '<%= config.bin %> operations list --tenant acme',
    '<%= config.bin %> operations list --state running --json',
  ];
  static override flags = {
    tenant,
    state: Flags.option({
      description: 'Only operations in this state.',
      options: ['running', 'undoing', 'succeeded', 'failed'] as const,
    })(),
    limit: Flags.integer({
      helpValue: '<number>',
      description: 'Maximum number of operations: 1 to 100.',
      default: 50,
      min: 1,
      max: 100,
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ListOperations);
    const { listOperations } = await import('../../services/operations/operations.ts');
    const { tenant, state, limit } = flags;
    this.show(await listOperations(await this.api(flags), { tenant, state, limit }), renderOperations);
  }
}
