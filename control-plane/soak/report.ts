import { NEVER } from './figures.ts';
import type { Progress } from './soak.ts';

/** Failures of one table that are told at length. */
const SHOWN = 5;

/** What is told of one table: how far it came, or why this machine cannot run it. */
export type Outcome = Progress | { missing: string };

/** One table with a line for each soak, and the failures below it. A dash stands where a soak does not look. */
export function report(outcomes: ReadonlyMap<string, Outcome>, seed: number): string {
  const done = [...outcomes].flatMap(([name, outcome]) =>
    'missing' in outcome ? [] : [{ name, ...outcome }],
  );
  const rows = [
    ['table', 'runs', 'failures', ...NEVER, 'MiB first/last/most', 'figures'],
    ...[...outcomes].map(([name, outcome]) =>
      'missing' in outcome
        ? [name, '0', ...Array<string>(NEVER.length + 2).fill('-'), `skipped: ${outcome.missing}`]
        : [
            name,
            String(outcome.runs),
            String(outcome.failures.length),
            ...NEVER.map((what) => String(outcome.figures[what] ?? '-')),
            memory(outcome),
            figures(outcome),
          ],
    ),
    [
      'all',
      String(sum(done.map(({ runs }) => runs))),
      String(sum(done.map(({ failures }) => failures.length))),
      ...NEVER.map((what) => String(sum(done.map((outcome) => outcome.figures[what] ?? 0)))),
      '',
      '',
    ],
  ];
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1
          ? cell.padEnd(widths[column] as number)
          : cell.padStart(widths[column] as number),
      )
      .join('  ')
      .trimEnd(),
  );
  const failures = done.flatMap(({ name, failures: all }) =>
    all.slice(0, SHOWN).map(({ run, message }) => `\n${name}, run ${run}, seed ${seed}:\n${message}`),
  );
  return `${[...lines, ...failures].join('\n')}\n`;
}

function memory({ memory: of }: Progress): string {
  return of === undefined ? '-' : [of.first, of.last, of.most].map(Math.round).join('/');
}

function figures({ figures: all }: Progress): string {
  return Object.entries(all)
    .filter(([name]) => !(NEVER as readonly string[]).includes(name))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
