import { HttpError } from '@plexica/sdk';

/** One record of a file. `line` is where it begins, counted from 1, as an editor shows it. */
export interface CsvRecord {
  line: number;
  cells: string[];
}

const maxCell = 10_000;

/**
 * Reads RFC 4180: cells in double quotes may hold separators, line ends and doubled quotes; lines end in CRLF, LF or
 * CR. Semicolons, as spreadsheets write them where the comma is the decimal point, separate too if the first line
 * has one outside quotes before any comma. Empty lines are skipped.
 *
 * @param chunks the file in pieces of any size, decoded
 * @throws HttpError 422 that names the line, when quotes do not pair or a cell is longer than 10,000 characters
 */
export async function* parseCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let separator: string | undefined;
  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  let afterCr = false;
  let line = 1;
  let record: CsvRecord = { line, cells: [] };
  let cell = '';

  const endCell = () => {
    record.cells.push(cell);
    cell = '';
    state = 'start';
  };

  for await (const chunk of chunks) {
    for (const char of chunk) {
      const ignore = char === '\n' && afterCr;
      afterCr = char === '\r';
      if (state === 'quoted') {
        if (char === '"') state = 'closed';
        else cell += char;
        if ((char === '\n' && !ignore) || char === '\r') line += 1;
      } else if (ignore) {
        continue;
      } else if (char === '\n' || char === '\r') {
        const empty = record.cells.length === 0 && state === 'start';
        endCell();
        line += 1;
        separator ??= ',';
        if (!empty) yield record;
        record = { line, cells: [] };
      } else if (char === separator || (separator === undefined && (char === ',' || char === ';'))) {
        separator = char;
        endCell();
      } else if (char === '"') {
        if (state === 'plain') throw wrong(line, 'has a quote inside a cell that does not begin with one');
        if (state === 'closed') cell += char;
        state = 'quoted';
      } else {
        if (state === 'closed') throw wrong(line, 'goes on after the closing quote of a cell');
        state = 'plain';
        cell += char;
      }
      if (cell.length > maxCell) throw wrong(record.line, `has a cell of more than ${maxCell} characters`);
    }
  }
  if (state === 'quoted') throw wrong(record.line, 'has a quote that is never closed');
  if (record.cells.length > 0 || state !== 'start') {
    endCell();
    yield record;
  }
}

function wrong(line: number, why: string): HttpError {
  return new HttpError(422, `line ${line} ${why}`, {
    code: 'invalid_csv',
    fields: { [`lines[${line}]`]: why },
  });
}

/** A spreadsheet takes a cell that begins so for a formula, even in quotes, and runs it on whoever opens the file. */
const formula = /^'*[=+\-@\t\r\n]/;

/** One record with its line end. A cell that a spreadsheet would run gets an apostrophe first, which `unguard` takes. */
export function formatCsv(cells: readonly (string | number | null)[]): string {
  const quoted = cells.map((value) => {
    if (typeof value === 'number') return String(value);
    const cell = value !== null && formula.test(value) ? `'${value}` : (value ?? '');
    return /["',;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  });
  return `${quoted.join(',')}\r\n`;
}

/** The cell as it was before `formatCsv` guarded it. */
export function unguard(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
