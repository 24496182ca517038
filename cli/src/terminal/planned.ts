import type { Planned } from '../results/planned.ts';

/** Renders what would change; anything else with `render`. */
export function orPlanned<Result extends object>(
  render: (result: Result) => string,
): (result: Result | Planned) => string {
  return (result) => ('changes' in result && 'dryRun' in result ? renderChanges(result) : render(result));
}

function renderChanges({ changes }: Planned): string {
  if (changes.length === 0) {
    return 'Nothing would change.';
  }
  return changes
    .map(({ action, resource, name, detail }) => {
      return `Would ${action} ${resource} ${name}${detail === undefined ? '' : ` (${detail})`}`;
    })
    .join('\n');
}
