import type { CrmContext } from './config.ts';
import { amount, currency, day, id, oneOf, optional, text } from './fields.ts';
import { page, readList } from './pages.ts';
import { assignments, created, found, recordId, refusing, unknown } from './records.ts';
import { read, readChanges } from './validation.ts';

export interface Deal {
  id: string;
  title: string;
  amount: number;
  /** ISO 4217. */
  currency: string;
  status: 'open' | 'won' | 'lost';
  /** Null only in a closed deal whose stage was removed since. */
  stageId: string | null;
  companyId: string | null;
  contactId: string | null;
  /** The day on which it should be closed, `2026-03-31`. */
  expectedOn: string | null;
  closedAt: string | null;
  lostReason: string | null;
  createdAt: string;
  updatedAt: string;
}

const links = { companyId: optional(id()), contactId: optional(id()) };
const fields = {
  title: text(200),
  amount: amount(),
  currency: currency(),
  expectedOn: optional(day()),
  ...links,
};

export const columns = `id, title, amount::float8 as amount, currency, status, stage_id as "stageId",
  company_id as "companyId", contact_id as "contactId", expected_on as "expectedOn", closed_at as "closedAt",
  lost_reason as "lostReason", created_at as "createdAt", updated_at as "updatedAt"`;

const refusals = {
  deals_stage_id_fkey: unknown('stageId', 'stage'),
  deals_company_id_fkey: unknown('companyId', 'company'),
  deals_contact_id_fkey: unknown('contactId', 'contact'),
};

/** Newest first: ids are made in the order of time. */
export async function list(ctx: CrmContext) {
  const filters = {
    status: optional(oneOf(['open', 'won', 'lost'])),
    stageId: optional(id()),
    ...links,
  };
  const query = readList(ctx, [id()], filters);
  const rows = await ctx.db.query<Deal>(
    `select ${columns} from deals
      where ($1::text is null or search @@ to_tsquery('simple', $1))
        and ($2::text is null or status = $2)
        and ($3::uuid is null or stage_id = $3)
        and ($4::uuid is null or company_id = $4)
        and ($5::uuid is null or contact_id = $5)
        and ($6::uuid is null or id < $6)
      order by id desc limit $7`,
    [
      query.q,
      query.status,
      query.stageId,
      query.companyId,
      query.contactId,
      query.cursor?.[0],
      query.limit + 1,
    ],
  );
  return page(rows, query.limit, (deal) => [deal.id]);
}

/** Without a `stageId` it begins in the first stage. */
export async function create(ctx: CrmContext) {
  const deal = read(
    {
      ...fields,
      amount: optional(amount()),
      currency: optional(currency()),
      stageId: optional(id()),
    },
    await ctx.request.json(),
  );
  const [row] = await refusing(
    refusals,
    ctx.db.query<Deal>(
      `insert into deals (title, amount, currency, expected_on, company_id, contact_id, stage_id)
       values ($1, $2, $3, $4, $5, $6, coalesce($7::uuid, (select id from stages order by position limit 1)))
       returning ${columns}`,
      [
        deal.title,
        deal.amount ?? 0,
        deal.currency ?? ctx.config.currency,
        deal.expectedOn,
        deal.companyId,
        deal.contactId,
        deal.stageId,
      ],
    ),
  );
  return created('/deals', row!);
}

export async function show(ctx: CrmContext) {
  const row = await ctx.db.one<Deal>(`select ${columns} from deals where id = $1`, [recordId(ctx, 'deal')]);
  return found(row, 'deal');
}

/** Stage and status change through actions, which leave their trace in the deal's activities. */
export async function change(ctx: CrmContext) {
  const { set, values } = assignments(readChanges(fields, await ctx.request.json()));
  const row = await refusing(
    refusals,
    ctx.db.one<Deal>(`update deals set ${set}, updated_at = now() where id = $1 returning ${columns}`, [
      recordId(ctx, 'deal'),
      ...values,
    ]),
  );
  return found(row, 'deal');
}

/** Its activities go with it. */
export async function remove(ctx: CrmContext) {
  found(await ctx.db.one('delete from deals where id = $1 returning id', [recordId(ctx, 'deal')]), 'deal');
}
