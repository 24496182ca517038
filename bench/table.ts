import type { Figure } from './figure.ts';

const WIDTH = 80;

/** The figures as text of at most 80 columns: a table, what each of them is, and a line for each missed goal. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, unit, ours, peer, ratio, goal, met }) => [
    name.padEnd(21),
    `${ours} ${short(unit)}`.padStart(10),
    (peer === null ? '–' : `${peer} ${short(unit)}`).padStart(11),
    (ratio === null ? '–' : `${ratio}×`).padStart(8),
    ` ${goal ?? 'reported only'}`.padEnd(22),
    met === null ? ' ' : met ? '✓' : '✗',
  ]);
  const head = ['figure'.padEnd(21), 'ours'.padStart(10), 'peer'.padStart(11), 'ratio'.padStart(8), ' goal'];
  const details = figures.map(({ name, detail }) => wrap(`${name}: ${detail}.`));
  const missed = figures
    .filter(({ met }) => met === false)
    .map(({ name, goal }) => `missed: ${name} (${goal}); CONTRIBUTING.md says why`);
  const parts = [[head, ...rows].map((row) => row.join(' ').trimEnd()), details, missed];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function short(unit: string): string {
  return unit === 'requests/s' ? '/s' : unit;
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
