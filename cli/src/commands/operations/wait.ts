import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { renderOperation } from '../../terminal/operation.ts';

export default class WaitForOperation extends PlexicaCommand {
  static override summary = 'Wait for an operation to end.';
  static override description =
    'Reports progress on standard error. If the operation fails, the command exits with its error and the exit code of that error.';
  static override examples = [
    '<%= config.bin %> operations wait 0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10 --json',
  ];
  static override args = { id: Args.string({ description: 'Id of the operation.', required: true }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(WaitForOperation);
    const { waitForEnd } = await import('../../services/operations/operations.ts');
    this.show(await waitForEnd(await this.api(flags), args.id), renderOperation);
  }
}
