import * as z from 'zod';
import type { CrmContext } from './config.ts';
import { changesOf, email, id, readBody, text } from './input.ts';
import { listQuery, page, readQuery } from './lists.ts';
import { assignments, insert, one } from './records.ts';

const fields = z.strictObject({
  name: text(200),
  email: email.nullish(),
  phone: text(50).nullish(),
  companyId: id.nullish(),
});
const changes = changesOf(fields);
const query = listQuery(z.tuple([text(200), id])).extend({ companyId: id.optional() });

export interface Contact extends z.output<typeof fields> {
  id: string;
  createdAt: string;
  updatedAt: string;
}

const columns = `id, name, email, phone, company_id as "companyId", created_at as "createdAt", updated_at as "updatedAt"`;

export async function list(ctx: CrmContext) {
  const { q, limit, cursor, companyId } = readQuery(ctx, query);
  const rows = await ctx.db.query<Contact>(
    `select ${columns} from contacts
      where ($1::text is null or search @@ to_tsquery('simple', $1))
        and ($2::uuid is null or company_id = $2)
        and ($3::text is null or (lower(name), id) > (lower($3), $4::uuid))
      order by lower(name), id limit $5`,
    [q, companyId, cursor?.[0], cursor?.[1], limit + 1],
  );
  return page(rows, limit, ({ name, id }) => [name, id]);
}

export async function create(ctx: CrmContext) {
  const { name, email, phone, companyId } = await readBody(ctx, fields);
  const sql = `insert into contacts (name, email, phone, company_id) values ($1, $2, $3, $4) returning ${columns}`;
  return insert(ctx, '/contacts', sql, [name, email, phone, companyId]);
}

export function show(ctx: CrmContext) {
  return one<Contact>(ctx, 'contact', `select ${columns} from contacts where id = $1`);
}

export async function change(ctx: CrmContext) {
  const { set, values } = assignments(await readBody(ctx, changes));
  const sql = `update contacts set ${set}, updated_at = now() where id = $1 returning ${columns}`;
  return one<Contact>(ctx, 'contact', sql, values);
}

/** Its deals stay, without a contact; its activities go. */
export async function remove(ctx: CrmContext) {
  await one(ctx, 'contact', 'delete from contacts where id = $1 returning id');
}
