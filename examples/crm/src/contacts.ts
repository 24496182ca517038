import { HttpError } from '@plexica/sdk';
import type { CrmContext } from './config.ts';
import { email, id, optional, text } from './fields.ts';
import { page, readList } from './pages.ts';
import { assignments, created, found, recordId, refusing, unknown } from './records.ts';
import { read, readChanges } from './validation.ts';

export interface Contact {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  companyId: string | null;
  createdAt: string;
  updatedAt: string;
}

const fields = {
  name: text(200),
  email: optional(email()),
  phone: optional(text(50)),
  companyId: optional(id()),
};

const columns = `id, name, email, phone, company_id as "companyId", created_at as "createdAt", updated_at as "updatedAt"`;

const refusals = {
  contacts_email: () =>
    new HttpError(409, 'a contact with this e-mail address exists already', { code: 'contact_exists' }),
  contacts_company_id_fkey: unknown('companyId', 'company'),
};

export async function list(ctx: CrmContext) {
  const filters = { companyId: optional(id()) };
  const { q, limit, cursor, companyId } = readList(ctx, [text(200), id()], filters);
  const rows = await ctx.db.query<Contact>(
    `select ${columns} from contacts
      where ($1::text is null or search @@ to_tsquery('simple', $1))
        and ($2::uuid is null or company_id = $2)
        and ($3::text is null or (lower(name), id) > (lower($3), $4::uuid))
      order by lower(name), id limit $5`,
    [q, companyId, cursor?.[0], cursor?.[1], limit + 1],
  );
  return page(rows, limit, (contact) => [contact.name, contact.id]);
}

export async function create(ctx: CrmContext) {
  const contact = read(fields, await ctx.request.json());
  const [row] = await refusing(
    refusals,
    ctx.db.query<Contact>(
      `insert into contacts (name, email, phone, company_id) values ($1, $2, $3, $4) returning ${columns}`,
      [contact.name, contact.email, contact.phone, contact.companyId],
    ),
  );
  return created('/contacts', row!);
}

export async function show(ctx: CrmContext) {
  const row = await ctx.db.one<Contact>(`select ${columns} from contacts where id = $1`, [
    recordId(ctx, 'contact'),
  ]);
  return found(row, 'contact');
}

export async function change(ctx: CrmContext) {
  const { set, values } = assignments(readChanges(fields, await ctx.request.json()));
  const row = await refusing(
    refusals,
    ctx.db.one<Contact>(`update contacts set ${set}, updated_at = now() where id = $1 returning ${columns}`, [
      recordId(ctx, 'contact'),
      ...values,
    ]),
  );
  return found(row, 'contact');
}

/** Its deals stay, without a contact; its activities go. */
export async function remove(ctx: CrmContext) {
  found(
    await ctx.db.one('delete from contacts where id = $1 returning id', [recordId(ctx, 'contact')]),
    'contact',
  );
}
