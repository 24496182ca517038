import type { DevEvent } from '../results/dev.ts';
import { errorText } from './error-report.ts';
import { renderLogLine } from './log-line.ts';
import { duration } from './progress.ts';
import { paint } from './style.ts';

/** An event of `plexica dev` as it is shown to people. */
export function renderDevEvent(event: DevEvent): string {
  switch (event.event) {
    case 'ready':
      return [
        '',
        `  ${paint('bold', event.plugin)} runs in the tenant dev after ${duration(event.milliseconds)}`,
        '',
        `  routes  ${paint('cyan', event.url)}`,
        `  token   ${event.token}`,
        '',
        ...(event.example === undefined
          ? []
          : [`  curl -H "Authorization: Bearer ${event.token}" ${event.example}`, '']),
        '  Other commands talk to this server after `plexica context use dev`.',
        '  Save a file to reload it. Ctrl-C stops, the data stays.',
        '',
      ].join('\n');
    case 'reloaded': {
      const changed = event.changed.length === 0 ? '' : ` (${event.changed.join(', ')})`;
      return `${paint('green', '✓')} ${event.version} ${paint('dim', duration(event.milliseconds))}${changed}`;
    }
    case 'failed': {
      const choice =
        event.error.code === 'migration_changed'
          ? `${paint('yellow', 'Press r to make the installation anew; its data is lost.')}\n`
          : '';
      return `${errorText(event.error)}${choice}Save a correction to try again; until then the version before runs.`;
    }
    case 'types':
      return event.problems.length === 0
        ? `${paint('green', '✓')} types`
        : event.problems.map(({ path, message }) => `${paint('red', 'types')} ${path} ${message}`).join('\n');
    case 'log':
      return renderLogLine(event.line);
    case 'note':
      return event.message;
  }
}
