import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun } from '../../flags.ts';
import type { OperationResult } from '../../results/operations.ts';
import { orPlanned } from '../../terminal/planned.ts';
import { paint } from '../../terminal/style.ts';
import { visible } from '../../terminal/visible.ts';

export default class CancelOperation extends PlexicaCommand {
  static override summary = 'Cancel a running operation and roll it back.';
  static override description =
    'An operation that has passed its last reversible step cannot be cancelled. Uninstall, deactivate and delete ' +
    'cannot be cancelled at all.';
  static override examples = [
    '<%= config.bin %> operations cancel 0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10 --dry-run',
    '<%= config.bin %> operations cancel 0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10',
  ];
  static override args = { id: Args.string({ description: 'Id of the operation.', required: true }) };
  static override flags = { 'dry-run': dryRun };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(CancelOperation);
    const { cancelOperation } = await import('../../services/operations/operations.ts');
    const options = { id: args.id, dryRun: flags['dry-run'] };
    this.show(await cancelOperation(await this.api(flags), options), orPlanned(render));
  }
}

function render({ operation }: OperationResult): string {
  const { id, error, obstacle, cancelledBy } = operation;
  const mark = paint('green', '✓');
  if (obstacle !== undefined) {
    const why = visible(obstacle.message);
    return `${mark} Operation ${id} is rolling back and continues on its own. It is waiting: ${why}.`;
  }
  if (cancelledBy === undefined) {
    return `${mark} Operation ${id} had already failed and was rolled back: ${visible(error?.message ?? '')}.`;
  }
  return `${mark} Operation ${id} was cancelled and rolled back.`;
}
