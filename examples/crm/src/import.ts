import { type Database, HttpError } from '@plexica/sdk';
import type { CrmContext } from './config.ts';
import { parseCsv, unguard } from './csv.ts';
import { email, optional, text } from './fields.ts';
import { type Problems, type Values, inspect, refuse, refuseField } from './validation.ts';

const columns = {
  name: text(200),
  email: optional(email()),
  phone: optional(text(50)),
  company: optional(text(200)),
};

type Row = Values<typeof columns>;

const maxRows = 5000;
const maxProblems = 100;
/** Rows of one statement: with the longest cells they stay below the host's limit of 1 MiB for a message. */
const rowsPerStatement = 200;

/**
 * Takes contacts from a CSV file, all or none. A contact whose e-mail address is known is updated, where an empty
 * cell leaves what is there; the others are new. Companies are found by name, whatever its case, and made if missing.
 *
 * @throws HttpError 415 for another media type, 422 with up to 100 wrong lines as `lines[3].email`, 403 when a company
 * is missing and the caller may not add companies
 */
export async function importContacts(ctx: CrmContext): Promise<{ created: number; updated: number }> {
  if (!/^text\/csv\b/i.test(ctx.request.headers.get('content-type') ?? '')) {
    throw new HttpError(415, 'send the file with Content-Type: text/csv', { code: 'unsupported_media_type' });
  }
  const rows = await readRows(ctx.request.stream);
  return ctx.db.transaction(async (tx) => {
    await addCompanies(tx, ctx, rows);
    let created = 0;
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      created += await addContacts(tx, rows.slice(start, start + rowsPerStatement));
    }
    ctx.log.info('contacts imported', { created, updated: rows.length - created });
    return { created, updated: rows.length - created };
  });
}

async function readRows(stream: ReadableStream<Uint8Array>): Promise<Row[]> {
  const problems: Problems = new Map();
  const rows: Row[] = [];
  const lineOfEmail = new Map<string, number>();
  let header: string[] | undefined;
  for await (const { line, cells } of parseCsv(decode(stream))) {
    if (header === undefined) {
      header = readHeader(cells);
      continue;
    }
    if (rows.length === maxRows)
      refuseField(`lines[${line}]`, `is too many: a file may hold ${maxRows} contacts`);
    const row = readRow(header, cells, line, problems);
    const earlier = row.email === null ? undefined : lineOfEmail.get(row.email);
    if (earlier !== undefined) problems.set(`lines[${line}].email`, `is on line ${earlier} too`);
    else if (row.email) lineOfEmail.set(row.email, line);
    rows.push(row);
    if (problems.size >= maxProblems) break;
  }
  if (header === undefined) refuseField('lines[1]', 'must name the columns: the file is empty');
  refuse(problems);
  return rows.sort(byEmail);
}

/** Two imports that write the same contacts in one order wait for each other; in two orders they could lock up. */
function byEmail({ email: a }: Row, { email: b }: Row): number {
  const [first, second] = [a ?? '', b ?? ''];
  return Number(first > second) - Number(first < second);
}

async function* decode(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of stream) yield decoder.decode(bytes, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new HttpError(422, 'the file is not UTF-8: save it as “CSV UTF-8”', { code: 'invalid_csv' });
  }
}

function readHeader(cells: string[]): string[] {
  const header = cells.map((cell) => cell.trim().toLowerCase());
  const known = Object.keys(columns);
  const wrong = header.find((name, index) => !known.includes(name) || header.indexOf(name) !== index);
  if (wrong !== undefined) {
    refuseField('lines[1]', `has the column “${wrong}” twice or by mistake; columns are ${known.join(', ')}`);
  }
  if (!header.includes('name')) refuseField('lines[1]', 'must name the columns, “name” among them');
  return header;
}

function readRow(header: string[], cells: string[], line: number, problems: Problems): Row {
  if (cells.length !== header.length) {
    problems.set(`lines[${line}]`, `has ${cells.length} cells, where the first line has ${header.length}`);
  }
  const entries = header.map((name, index) => [name, unguard(cells[index] ?? '').trim() || null]);
  return inspect(columns, Object.fromEntries(entries), problems, `lines[${line}]`);
}

async function addCompanies(tx: Database, ctx: CrmContext, rows: readonly Row[]): Promise<void> {
  const named = [...new Set(rows.flatMap(({ company }) => company ?? []))];
  const missing = await tx.query<{ name: string }>(
    `select distinct on (lower(name)) name from unnest($1::text[]) as name
      where not exists (select from companies where lower(companies.name) = lower(name.name))`,
    [named],
  );
  if (missing.length === 0) return;
  if (!ctx.user!.can('companies.write')) {
    const some = missing.slice(0, 5).map(({ name }) => name);
    const message = `the file names ${missing.length} new companies, such as ${some.join(', ')}, and you lack companies.write`;
    throw new HttpError(403, message, { code: 'companies_write_needed' });
  }
  await tx.query(
    `insert into companies (name) select name from unnest($1::text[]) as name
     on conflict (lower(name)) do nothing`,
    [missing.map(({ name }) => name)],
  );
}

/** How many of the rows were new. */
async function addContacts(tx: Database, rows: readonly Row[]): Promise<number> {
  const written = await tx.query<{ isNew: boolean }>(
    `insert into contacts (name, email, phone, company_id)
     select row.name, row.email, row.phone, companies.id
       from jsonb_to_recordset($1::jsonb) as row(name text, email text, phone text, company text)
       left join companies on lower(companies.name) = lower(row.company)
      order by row.email collate "C"
     on conflict (email) do update set
       name = excluded.name,
       phone = coalesce(excluded.phone, contacts.phone),
       company_id = coalesce(excluded.company_id, contacts.company_id),
       updated_at = now()
     returning old.id is null as "isNew"`,
    [JSON.stringify(rows)],
  );
  return written.filter(({ isNew }) => isNew).length;
}
