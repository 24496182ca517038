import { columns, paint, width } from './style.ts';
import { visible } from './visible.ts';

type Cell = string | number | null | undefined;

const GAP = '  ';
const NARROWEST = 8;

/**
 * A table that fits the terminal: the widest columns shrink until it fits, and longer cells are cut and marked with
 * `…`. Without a terminal nothing is cut, so that `grep` and `cut` find everything. Control characters in cells are
 * escaped.
 *
 * @param whole heading of a column that is never cut, so that it can be copied
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  whole?: string,
): string {
  const texts = rows.map((row) => headings.map((_, index) => cellText(row[index])));
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...texts.map((row) => width(row[index] ?? ''))),
  );
  if (process.stdout.isTTY) {
    shrink(widths, columns(), whole === undefined ? -1 : headings.indexOf(whole));
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => fit(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  return [paint('dim', line(headings.map((heading) => heading.toUpperCase()))), ...texts.map(line)].join(
    '\n',
  );
}

/** One line per name and value. Rows without a value are omitted. */
export function fields(rows: readonly (readonly [string, Cell])[]): string {
  const filled = rows.filter(([, value]) => value !== undefined && value !== null && value !== '');
  const longest = Math.max(...filled.map(([name]) => visible(name).length));
  return filled
    .map(([name, value]) => `${paint('dim', visible(name).padEnd(longest))}${GAP}${cellText(value)}`)
    .join('\n');
}

function cellText(cell: Cell): string {
  return cell === null || cell === undefined ? '' : visible(String(cell).replaceAll(/\s*\n\s*/g, ' '));
}

function shrink(widths: number[], limit: number, kept: number): void {
  const total = (): number => widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));
  while (total() > limit) {
    const most = Math.max(...widths.filter((_, index) => index !== kept));
    const widest = widths.findIndex((each, index) => each === most && index !== kept);
    if ((widths[widest] ?? 0) <= NARROWEST) {
      return;
    }
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/** Column widths that fit `limit`, shrinking the widest; `undefined` if there are too many columns. */
export function fitted(widths: readonly number[], limit: number): number[] | undefined {
  const shrunk = [...widths];
  shrink(shrunk, limit, -1);
  const total = shrunk.reduce((sum, each) => sum + each, GAP.length * (shrunk.length - 1));
  return total > limit ? undefined : shrunk;
}

function fit(cell: string, room: number): string {
  const taken = width(cell);
  return taken <= room ? cell + ' '.repeat(room - taken) : `${cell.slice(0, room - 1)}…`;
}
