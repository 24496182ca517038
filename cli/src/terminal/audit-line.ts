import type { AuditLine } from '../results/audit.ts';
import { paint } from './style.ts';
import { table } from './table.ts';
import { clock, when } from './time.ts';
import { visible } from './visible.ts';

const COLOURS = { done: 'green', started: 'dim', failed: 'red', refused: 'yellow' } as const;

/** The outcome, with the error code and the number of requests. */
function outcomeOf({ outcome, code, count }: AuditLine): string {
  return `${outcome}${code === undefined ? '' : ` ${code}`}${count > 1 ? ` ×${count}` : ''}`;
}

/** People are called by their name. The id of a member says nothing to a reader. */
function actorOf({ actor, name }: AuditLine): string {
  return actor.startsWith('member:') && name !== undefined ? name : actor;
}

export function renderAuditLines(lines: readonly AuditLine[]): string {
  return table(
    ['time', 'actor', 'action', 'resource', 'outcome'],
    lines.map((line) => [when(line.time), actorOf(line), line.action, line.resource, outcomeOf(line)]),
    'time',
  );
}

/** `09:30:12.345 done admin createToken tokens {"name":"ci"}`, with the date if it is not today. */
export function renderAuditLine(line: AuditLine): string {
  const { time, outcome, action, resource, input, address } = line;
  const words = [actorOf(line), action, resource].map(visible).join(' ');
  const more = [
    ...(input === undefined ? [] : [visible(JSON.stringify(input))]),
    ...(address === undefined ? [] : [`from ${visible(address)}`]),
  ].join(' ');
  return `${paint('dim', clock(time))} ${paint(COLOURS[outcome], visible(outcomeOf(line)))} ${words} ${paint('dim', more)}`.trimEnd();
}
