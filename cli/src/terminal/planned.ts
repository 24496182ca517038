import type { PlannedInstallation } from '../results/installations.ts';
import type { Planned } from '../results/planned.ts';
import { renderBroughtBy } from './brings.ts';
import { visible } from './visible.ts';

/** Renders what would change; anything else with `render`. */
export function orPlanned<Result extends object>(
  render: (result: Result) => string,
): (result: Result | Planned) => string {
  return (result) => ('changes' in result && 'dryRun' in result ? renderPlanned(result) : render(result));
}

/** One line for each planned change, with what it adds. */
export function renderPlanned({ changes }: PlannedInstallation): string {
  if (changes.length === 0) {
    return 'Nothing would change.';
  }
  return changes
    .flatMap((change) => {
      const { action, resource, name, detail } = change;
      const would = `Would ${action} ${resource} ${name}${detail === undefined ? '' : ` (${detail})`}`;
      return [visible(would), ...renderBroughtBy([change])];
    })
    .join('\n');
}
