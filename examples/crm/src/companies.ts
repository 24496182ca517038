import * as z from 'zod';
import type { CrmContext } from './config.ts';
import { changesOf, id, readBody, text } from './input.ts';
import { listQuery, page, readQuery } from './lists.ts';
import { assignments, insert, one } from './records.ts';

const website = z.url({
  protocol: /^https?$/,
  normalize: true,
  error: 'must be an address, such as https://example.com',
});
const fields = z.strictObject({ name: text(200), website: text(200).pipe(website).nullish() });
const changes = changesOf(fields);
const query = listQuery(z.tuple([text(200), id]));

export interface Company extends z.output<typeof fields> {
  id: string;
  createdAt: string;
  updatedAt: string;
}

const columns = `id, name, website, created_at as "createdAt", updated_at as "updatedAt"`;

export async function list(ctx: CrmContext) {
  const { q, limit, cursor } = readQuery(ctx, query);
  const rows = await ctx.db.query<Company>(
    `select ${columns} from companies
      where ($1::text is null or search @@ to_tsquery('simple', $1))
        and ($2::text is null or (lower(name), id) > (lower($2), $3::uuid))
      order by lower(name), id limit $4`,
    [q, cursor?.[0], cursor?.[1], limit + 1],
  );
  return page(rows, limit, ({ name, id }) => [name, id]);
}

export async function create(ctx: CrmContext) {
  const { name, website } = await readBody(ctx, fields);
  const sql = `insert into companies (name, website) values ($1, $2) returning ${columns}`;
  return insert(ctx, '/companies', sql, [name, website]);
}

export function show(ctx: CrmContext) {
  return one<Company>(ctx, 'company', `select ${columns} from companies where id = $1`);
}

export async function change(ctx: CrmContext) {
  const { set, values } = assignments(await readBody(ctx, changes));
  const sql = `update companies set ${set}, updated_at = now() where id = $1 returning ${columns}`;
  return one<Company>(ctx, 'company', sql, values);
}

/** Its contacts and deals stay, without a company; its activities go. */
export async function remove(ctx: CrmContext) {
  await one(ctx, 'company', 'delete from companies where id = $1 returning id');
}
