import { type Database, HttpError } from '@plexica/sdk';
import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { CrmContext } from './config.ts';
import { unguard } from './export.ts';
import { type Wrong, check, email, refuse, text } from './input.ts';

const columns = z.strictObject({
  name: text(200),
  email: email.nullish(),
  phone: text(50).nullish(),
  company: text(200).nullish(),
});
type Contact = z.output<typeof columns>;

const maxRows = 5000;
const maxWrong = 100;
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
  const contacts = readContacts(readCsv(await ctx.request.bytes()));
  // Two imports that write the same contacts in one order wait for each other; in two orders they could lock up.
  contacts.sort((a, b) => ((a.email ?? '') < (b.email ?? '') ? -1 : 1));
  return ctx.db.transaction(async (tx) => {
    await addCompanies(tx, ctx, contacts);
    let created = 0;
    for (let start = 0; start < contacts.length; start += rowsPerStatement) {
      created += await addContacts(tx, contacts.slice(start, start + rowsPerStatement));
    }
    ctx.log.info('contacts imported', { created, updated: contacts.length - created });
    return { created, updated: contacts.length - created };
  });
}

/** Records, each with the number of its line first. Semicolons separate too, as spreadsheets in many countries write. */
function readCsv(file: Uint8Array): string[][] {
  const csv = decode(file).replaceAll(/\r\n?/g, '\n');
  try {
    return parse(csv, {
      delimiter: /^[^,\n]*;/.test(csv) ? ';' : ',',
      max_record_size: 10_000,
      on_record: (cells: string[], { lines }) => [String(lines), ...cells],
      relax_column_count: true,
      skip_empty_lines: true,
      to: 1 + maxRows + 1,
      trim: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = `lines[${String(error.lines)}]`;
    throw new HttpError(422, error.message, { code: 'invalid_csv', fields: { [line]: error.message } });
  }
}

function decode(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw new HttpError(422, 'the file is not UTF-8: save it as “CSV UTF-8”', { code: 'invalid_csv' });
  }
}

function readContacts([first, ...lines]: string[][]): Contact[] {
  const header = readHeader(first?.slice(1) ?? []);
  const wrong: Wrong = {};
  const contacts: Contact[] = [];
  const lineOfEmail = new Map<string, string>();
  for (const [line = '', ...cells] of lines) {
    const at = `lines[${line}]`;
    if (contacts.length === maxRows) refuse({ [at]: `is too many: a file may hold ${maxRows} contacts` });
    if (cells.length !== header.length) {
      wrong[at] = `has ${cells.length} cells, where the first line has ${header.length}`;
    }
    const entries = header.map((name, index) => [name, unguard(cells[index] ?? '') || null]);
    const contact = check(columns, Object.fromEntries(entries), ['lines', Number(line)]);
    Object.assign(wrong, contact.wrong);
    const email = contact.data?.email;
    const earlier = email && lineOfEmail.get(email);
    if (earlier) wrong[`${at}.email`] = `is on line ${earlier} too`;
    else if (email) lineOfEmail.set(email, line);
    if (contact.data) contacts.push(contact.data);
    if (Object.keys(wrong).length >= maxWrong) break;
  }
  return Object.keys(wrong).length > 0 ? refuse(wrong) : contacts;
}

function readHeader(cells: string[]): string[] {
  const known = Object.keys(columns.shape);
  const header = cells.map((cell) => cell.toLowerCase());
  const strange = header.find((name, index) => !known.includes(name) || header.indexOf(name) !== index);
  if (strange !== undefined) {
    refuse({
      'lines[1]': `has the column “${strange}” twice or by mistake; columns are ${known.join(', ')}`,
    });
  }
  if (!header.includes('name')) refuse({ 'lines[1]': 'must name the columns, “name” among them' });
  return header;
}

async function addCompanies(tx: Database, ctx: CrmContext, contacts: Contact[]): Promise<void> {
  const missing = await tx.query<{ name: string }>(
    `select distinct on (lower(name)) name from unnest($1::text[]) as name
      where not exists (select from companies where lower(companies.name) = lower(name.name))`,
    [[...new Set(contacts.flatMap(({ company }) => company ?? []))]],
  );
  const names = missing.map(({ name }) => name);
  if (names.length === 0) return;
  if (!ctx.user!.can('companies.write')) {
    const some = names.slice(0, 5).join(', ');
    const message = `the file contains ${names.length} new companies, such as ${some}; to add them you need companies.write`;
    throw new HttpError(403, message, { code: 'companies_write_needed' });
  }
  await tx.query(
    'insert into companies (name) select unnest($1::text[]) on conflict (lower(name)) do nothing',
    [names],
  );
}

/** How many of them were new. */
async function addContacts(tx: Database, contacts: Contact[]): Promise<number> {
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
    [JSON.stringify(contacts)],
  );
  return written.filter(({ isNew }) => isNew).length;
}
