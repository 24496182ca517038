import type { DevEvent } from '../results/dev.ts';
import { renderAccess } from './brings.ts';
import { errorText } from './error-report.ts';
import { renderLogLine } from './log-line.ts';
import { duration } from './progress.ts';
import { paint } from './style.ts';
import { visible, visibleLines } from './visible.ts';

type Ready = Extract<DevEvent, { event: 'ready' }>;

const NOT_YET = paint('yellow', 'the current files could not be installed');

function readyLine({ plugin, version, current, milliseconds }: Ready): string {
  const name = paint('bold', plugin);
  if (version === null) return `${name} is not running in the tenant dev: ${NOT_YET}`;
  if (current) return `${name} runs in the tenant dev after ${duration(milliseconds)}`;
  return `${name} still runs in the tenant dev as ${version}: ${NOT_YET}`;
}

/** Text of an event of `plexica dev`. */
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
        `  Commands in this folder use this server. In other folders, pass --context ${event.context}.`,
        '  Save a file to reload the plugin. Ctrl-C stops the server and keeps the data.',
        '',
      ].join('\n');
    case 'reloaded': {
      const changed = event.changed.length === 0 ? '' : ` (${visible(event.changed.join(', '))})`;
      return `${paint('green', '✓')} ${event.version} ${paint('dim', duration(event.milliseconds))}${changed}`;
    }
    case 'access':
      return [
        `${event.plugin} ${event.version} requests more access than before:`,
        ...renderAccess(event.access),
      ].join('\n');
    case 'failed': {
      const anew = process.stdin.isTTY ? 'Press r' : 'Restart with --reset';
      const choice =
        event.error.code === 'migration_changed'
          ? `${paint('yellow', `${anew} to recreate the installation. This erases its data.`)}\n`
          : '';
      return `${errorText(event.error)}${choice}Save a fix to try again. The previous version keeps running.`;
    }
    case 'types':
      return event.problems.length === 0
        ? `${paint('green', '✓')} types`
        : [
            ...event.problems.map(
              ({ path, message }) => `${paint('red', '✗ types')} ${visible(path)} ${visibleLines(message)}`,
            ),
            'The plugin runs despite type errors here, but `plexica build` fails.',
          ].join('\n');
    case 'log':
      return renderLogLine(event.line);
    case 'note':
      return event.message;
  }
}
