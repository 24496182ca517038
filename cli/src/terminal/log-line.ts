import type { LogLine } from '../results/installations.ts';
import { paint } from './style.ts';
import { clock } from './time.ts';
import { visible, visibleLines } from './visible.ts';

const COLOURS = { debug: 'dim', info: 'green', warn: 'yellow', error: 'red' } as const;

/** `09:30:12.345 warn  message {"details":1}`, with the date if it is not today. */
export function renderLogLine({ time, level, message, details, request, requestId }: LogLine): string {
  const colour = level in COLOURS ? COLOURS[level as keyof typeof COLOURS] : 'dim';
  const more =
    details === undefined || details === null ? '' : ` ${paint('dim', visible(JSON.stringify(details)))}`;
  const id = request === undefined || requestId === undefined ? '' : ` ${paint('dim', visible(requestId))}`;
  return `${paint('dim', clock(time))} ${paint(colour, visible(level).padEnd(5))} ${visibleLines(message)}${more}${id}`;
}
