import type { DevEvent } from '../results/dev.ts';
import { renderAccess } from './brings.ts';
import { errorText } from './error-report.ts';
import { renderLogLine } from './log-line.ts';
import { duration } from './progress.ts';
import { paint } from './style.ts';
import { visible, visibleLines } from './visible.ts';

type Ready = Extract<DevEvent, { event: 'ready' }>;

const NOT_YET = paint('yellow', 'what is in the folder could not be brought in');

function readyLine({ plugin, version, current, milliseconds }: Ready): string {
  const name = paint('bold', plugin);
  if (version === null) return `${name} does not run yet in the tenant dev: ${NOT_YET}`;
  if (current) return `${name} runs in the tenant dev after ${duration(milliseconds)}`;
  return `${name} runs in the tenant dev as ${version}, from before: ${NOT_YET}`;
}

/** An event of `plexica dev` as it is shown to people. */
export function renderDevEvent(event: DevEvent): string {
  switch (event.event) {
    case 'ready':
      return [
        '',
        `  ${readyLine(event)}`,
        '',
        `  routes  ${paint('cyan', event.url)}`,
        `  token   ${event.token}`,
        '',
        ...(event.example === undefined
          ? []
          : [`  curl -H "Authorization: Bearer ${event.token}" ${event.example}`, '']),
        `  Other commands in this folder talk to this server; elsewhere with --context ${event.context}.`,
        '  Save a file to reload it. Ctrl-C stops, the data stays.',
        '',
      ].join('\n');
    case 'reloaded': {
      const changed = event.changed.length === 0 ? '' : ` (${visible(event.changed.join(', '))})`;
      return `${paint('green', '✓')} ${event.version} ${paint('dim', duration(event.milliseconds))}${changed}`;
    }
    case 'access':
      return [
        `${event.plugin} ${event.version} asks for more access than before:`,
        ...renderAccess(event.access),
      ].join('\n');
    case 'failed': {
      const anew = process.stdin.isTTY ? 'Press r' : 'Start again with --reset';
      const choice =
        event.error.code === 'migration_changed'
          ? `${paint('yellow', `${anew} to make the installation anew; its data is lost.`)}\n`
          : '';
      return `${errorText(event.error)}${choice}Save a correction to try again; what ran before goes on.`;
    }
    case 'types':
      return event.problems.length === 0
        ? `${paint('green', '✓')} types`
        : [
            ...event.problems.map(
              ({ path, message }) => `${paint('red', '✗ types')} ${visible(path)} ${visibleLines(message)}`,
            ),
            'Type errors keep nothing from running here, but `plexica build` would refuse them.',
          ].join('\n');
    case 'log':
      return renderLogLine(event.line);
    case 'note':
      return event.message;
  }
}
