import { ApiError } from '@plexica/sdk/client';
import type { QueryResult, TableList } from '../results/db.ts';
import { columns as terminalColumns, paint, width } from './style.ts';
import { fitted, table } from './table.ts';
import { visible } from './visible.ts';

/** OIDs of right-aligned types: int8, int2, int4, oid, float4, float8, numeric. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);

/** A table like psql's, or one block per row if the terminal is too narrow. */
export function renderResult({ columns, rows, tag }: QueryResult): string {
  if (columns.length === 0) return tag;
  const count = paint('dim', `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`);
  const done = tag.startsWith('SELECT') ? count : `${count}\n${tag}`;
  const room = process.stdout.isTTY ? terminalColumns() : Infinity;
  const headings = columns.map(({ name }) => visible(name));
  const cells = rows.map((row) => row.map((value) => (value === null ? 'NULL' : visible(value))));
  const widths = fitted(
    headings.map((heading, index) =>
      Math.max(width(heading), ...cells.map((row) => width(row[index] ?? ''))),
    ),
    room,
  );
  if (widths === undefined) return `${expanded(headings, cells, rows)}${done}`;
  const line = (texts: readonly string[], values?: readonly (string | null)[]): string =>
    texts
      .map((text, index) => {
        const padded = pad(text, widths[index] ?? 0, NUMBERS.has(columns[index]?.type ?? 0));
        return values !== undefined && values[index] === null ? paint('dim', padded) : padded;
      })
      .join('  ')
      .trimEnd();
  return [paint('bold', line(headings)), ...cells.map((row, index) => line(row, rows[index])), done].join(
    '\n',
  );
}

function pad(text: string, room: number, right: boolean): string {
  const taken = width(text);
  if (taken > room) return `${cut(text, room - 1)}…`;
  const space = ' '.repeat(room - taken);
  return right ? space + text : text + space;
}

function cut(text: string, room: number): string {
  let kept = '';
  let taken = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    taken += width(segment);
    if (taken > room) break;
    kept += segment;
  }
  return kept.padEnd(kept.length + room - width(kept));
}

function expanded(
  headings: readonly string[],
  cells: readonly (readonly string[])[],
  rows: readonly (readonly (string | null)[])[],
): string {
  const longest = Math.max(...headings.map(width));
  return cells
    .map((row, at) => {
      const lines = row.map((text, index) => {
        const heading = headings[index] ?? '';
        const value = rows[at]?.[index] === null ? paint('dim', text) : text;
        return `${paint('bold', heading)}${' '.repeat(longest - width(heading))}  ${value}`;
      });
      return `${paint('dim', `row ${at + 1}`)}\n${lines.join('\n')}\n\n`;
    })
    .join('');
}

/** All tables with their columns. */
export function renderTables({ tables }: TableList): string {
  if (tables.length === 0) return 'No tables.';
  return table(
    ['name', 'kind', 'columns'],
    tables.map(({ name, kind, columns }) => [name, kind, columns.map((column) => column.name).join(', ')]),
  );
}

export function renderColumns({ columns }: TableList['tables'][number]): string {
  return table(
    ['column', 'type', 'null'],
    columns.map(({ name, type, nullable }) => [name, type, nullable ? 'yes' : 'no']),
  );
}

/** The line of the statement that caused an error, with a mark below the position. Empty if the position is unknown. */
export function renderPlace(error: unknown, sql: string): string {
  if (!(error instanceof ApiError)) return '';
  const [, line, column] = /^body\.sql:(\d+):(\d+)$/.exec(error.issues[0]?.path ?? '') ?? [];
  if (line === undefined || column === undefined) return '';
  const text = sql.split('\n')[Number(line) - 1] ?? '';
  const before = visible(
    Array.from(text)
      .slice(0, Number(column) - 1)
      .join(''),
  );
  const head = `LINE ${line}: `;
  return `${head}${visible(text)}\n${' '.repeat(head.length + width(before))}^`;
}
