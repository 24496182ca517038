import { HttpError } from '@plexica/sdk';
import type { CrmContext } from './config.ts';
import { id, optional, text, website } from './fields.ts';
import { page, readList } from './pages.ts';
import { assignments, created, found, recordId, refusing } from './records.ts';
import { read, readChanges } from './validation.ts';

export interface Company {
  id: string;
  name: string;
  website: string | null;
  createdAt: string;
  updatedAt: string;
}

const fields = { name: text(200), website: optional(website()) };

const columns = `id, name, website, created_at as "createdAt", updated_at as "updatedAt"`;

const refusals = {
  companies_name: () =>
    new HttpError(409, 'a company of this name exists already', { code: 'company_exists' }),
};

export async function list(ctx: CrmContext) {
  const { q, limit, cursor } = readList(ctx, [text(200), id()], {});
  const rows = await ctx.db.query<Company>(
    `select ${columns} from companies
      where ($1::text is null or search @@ to_tsquery('simple', $1))
        and ($2::text is null or (lower(name), id) > (lower($2), $3::uuid))
      order by lower(name), id limit $4`,
    [q, cursor?.[0], cursor?.[1], limit + 1],
  );
  return page(rows, limit, (company) => [company.name, company.id]);
}

export async function create(ctx: CrmContext) {
  const company = read(fields, await ctx.request.json());
  const [row] = await refusing(
    refusals,
    ctx.db.query<Company>(`insert into companies (name, website) values ($1, $2) returning ${columns}`, [
      company.name,
      company.website,
    ]),
  );
  return created('/companies', row!);
}

export async function show(ctx: CrmContext) {
  const row = await ctx.db.one<Company>(`select ${columns} from companies where id = $1`, [
    recordId(ctx, 'company'),
  ]);
  return found(row, 'company');
}

export async function change(ctx: CrmContext) {
  const { set, values } = assignments(readChanges(fields, await ctx.request.json()));
  const row = await refusing(
    refusals,
    ctx.db.one<Company>(
      `update companies set ${set}, updated_at = now() where id = $1 returning ${columns}`,
      [recordId(ctx, 'company'), ...values],
    ),
  );
  return found(row, 'company');
}

/** Its contacts and deals stay, without a company; its activities go. */
export async function remove(ctx: CrmContext) {
  found(
    await ctx.db.one('delete from companies where id = $1 returning id', [recordId(ctx, 'company')]),
    'company',
  );
}
