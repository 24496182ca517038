import type { SqlValue } from '@plexica/sdk';
import * as z from 'zod';
import type { CrmContext } from './config.ts';
import { read } from './input.ts';

type Cell = string | number | null;

const rowsPerChunk = 1000;
const noQuery = z.strictObject({});

/** All contacts, in the columns that `importContacts` takes. */
export function exportContacts(ctx: CrmContext): Response {
  return csv(
    ctx,
    'contacts.csv',
    `select contacts.id, contacts.name, email, phone, companies.name as company
       from contacts left join companies on companies.id = company_id
      where $1::uuid is null or contacts.id > $1 order by contacts.id limit $2`,
    ['name', 'email', 'phone', 'company'],
  );
}

/** All deals, for a spreadsheet. */
export function exportDeals(ctx: CrmContext): Response {
  return csv(
    ctx,
    'deals.csv',
    `select deals.id, title, amount::float8 as amount, currency, status, stages.name as stage,
            companies.name as company, contacts.name as contact, expected_on as "expectedOn", closed_at as "closedAt"
       from deals
       left join stages on stages.id = stage_id
       left join companies on companies.id = deals.company_id
       left join contacts on contacts.id = contact_id
      where $1::uuid is null or deals.id > $1 order by deals.id limit $2`,
    ['title', 'amount', 'currency', 'status', 'stage', 'company', 'contact', 'expectedOn', 'closedAt'],
  );
}

/** Sends rows as they are read, so that any number of them fits in memory. `sql` gives `$2` rows after the id `$1`. */
function csv(ctx: CrmContext, filename: string, sql: string, columns: readonly string[]): Response {
  read(noQuery, Object.fromEntries(ctx.request.query));
  async function* lines() {
    yield format(columns);
    let after: SqlValue;
    for (let more = true; more;) {
      const rows = await ctx.db.query<Record<string, Cell>>(sql, [after, rowsPerChunk]);
      yield rows.map((row) => format(columns.map((column) => row[column] ?? null))).join('');
      after = rows.at(-1)?.['id'];
      more = rows.length === rowsPerChunk;
    }
  }
  return new Response(ReadableStream.from(lines()).pipeThrough(new TextEncoderStream()), {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${filename}"`,
    },
  });
}

/** A spreadsheet takes a cell that begins so for a formula, even in quotes, and runs it on whoever opens the file. */
const formula = /^'*[=+\-@\t\r\n]/;

/** One record with its line end. A cell that a spreadsheet would run gets an apostrophe first, which `unguard` takes. */
function format(cells: readonly Cell[]): string {
  const quoted = cells.map((value) => {
    if (typeof value === 'number') return String(value);
    const cell = value !== null && formula.test(value) ? `'${value}` : (value ?? '');
    return /["',;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  });
  return `${quoted.join(',')}\r\n`;
}

/** The cell as it was before the export guarded it. */
export function unguard(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
