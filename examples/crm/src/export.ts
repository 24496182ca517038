import type { SqlValue } from '@plexica/sdk';
import type { CrmContext } from './config.ts';
import { formatCsv } from './csv.ts';
import { read } from './validation.ts';

type Row = Record<string, string | number | null>;

const rowsPerChunk = 1000;

/** All contacts, in the columns that `importContacts` takes. */
export function exportContacts(ctx: CrmContext): Response {
  return csv(ctx, 'contacts.csv', ['name', 'email', 'phone', 'company'], (after) =>
    ctx.db.query<Row>(
      `select contacts.id, contacts.name, email, phone, companies.name as company
         from contacts left join companies on companies.id = company_id
        where $1::uuid is null or contacts.id > $1 order by contacts.id limit $2`,
      [after, rowsPerChunk],
    ),
  );
}

/** All deals, for a spreadsheet. */
export function exportDeals(ctx: CrmContext): Response {
  const columns = [
    'title',
    'amount',
    'currency',
    'status',
    'stage',
    'company',
    'contact',
    'expectedOn',
    'closedAt',
  ];
  return csv(ctx, 'deals.csv', columns, (after) =>
    ctx.db.query<Row>(
      `select deals.id, title, amount::float8 as amount, currency, status, stages.name as stage,
              companies.name as company, contacts.name as contact, expected_on as "expectedOn", closed_at as "closedAt"
         from deals
         left join stages on stages.id = stage_id
         left join companies on companies.id = deals.company_id
         left join contacts on contacts.id = contact_id
        where $1::uuid is null or deals.id > $1 order by deals.id limit $2`,
      [after, rowsPerChunk],
    ),
  );
}

/** Sends the rows as they are read, so that any number of them fits in memory. `next` gives those after an id. */
function csv(
  ctx: CrmContext,
  filename: string,
  columns: readonly string[],
  next: (after: SqlValue) => Promise<Row[]>,
): Response {
  read({}, Object.fromEntries(ctx.request.query));
  let after: SqlValue = null;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from(formatCsv(columns)));
    },
    async pull(controller) {
      const rows = await next(after);
      after = rows.at(-1)?.['id'];
      if (rows.length > 0) {
        const lines = rows.map((row) => formatCsv(columns.map((column) => row[column] ?? null)));
        controller.enqueue(Buffer.from(lines.join('')));
      }
      if (rows.length < rowsPerChunk) controller.close();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${filename}"`,
    },
  });
}
