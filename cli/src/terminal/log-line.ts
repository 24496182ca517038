import type { LogLine } from '../results/installations.ts';
import { paint } from './style.ts';

const COLOURS = { debug: 'dim', info: 'green', warn: 'yellow', error: 'red' } as const;

/** `09:30:12.345 warn  message {"details":1}`, further lines of a stack below it. */
export function renderLogLine({ time, level, message, details }: LogLine): string {
  const colour = level in COLOURS ? COLOURS[level as keyof typeof COLOURS] : 'dim';
  const more = details === undefined || details === null ? '' : ` ${paint('dim', JSON.stringify(details))}`;
  return `${paint('dim', time.slice(11, 23))} ${paint(colour, level.padEnd(5))} ${message}${more}`;
}
