import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { renderOperation } from '../../terminal/operation.ts';

export default class ShowOperation extends PlexicaCommand {
  static override summary = 'Show an operation: its steps, and what blocks it.';
  static override examples = ['<%= config.bin %> operations show 0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10'];
  static override args = { id: Args.string({ description: 'Id of the operation.', required: true }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ShowOperation);
    const { showOperation } = await import('../../services/operations/operations.ts');
    this.show(await showOperation(await this.api(flags), args.id), renderOperation);
  }
}
