import { type Database, HttpError, type SqlValue } from '@plexica/sdk';
import * as z from 'zod';
import { record } from './activities.ts';
import type { CrmContext } from './config.ts';
import { changesOf, day, id, lines, readBody, refuse, text } from './input.ts';
import { listQuery, page, readQuery } from './lists.ts';
import { assignments, insert, one, unknown } from './records.ts';

// A JSON number holds these exactly.
const amount = z
  .number()
  .refine(
    (value) => /^\d{1,12}(\.\d\d?)?$/.test(String(value)),
    'must be a number from 0 to 999999999999.99 with at most two decimals',
  );
const fields = z.strictObject({
  title: text(200),
  amount,
  currency: text(3).regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, such as EUR'),
  expectedOn: day.nullish(),
  companyId: id.nullish(),
  contactId: id.nullish(),
});
const changes = changesOf(fields);
const creation = fields.extend({
  amount: amount.nullish(),
  currency: fields.shape.currency.nullish(),
  stageId: id.nullish(),
});
const closing = z
  .strictObject({ outcome: z.enum(['won', 'lost']), reason: lines(1000).nullish() })
  .refine(({ outcome, reason }) => outcome === 'lost' || !reason, {
    path: ['reason'],
    message: 'is for lost deals',
  });
const moving = z.strictObject({ stageId: id });
const reopening = z.strictObject({ stageId: id.nullish() });
const query = listQuery(z.tuple([id])).extend({
  status: z.enum(['open', 'won', 'lost']).optional(),
  stageId: id.optional(),
  companyId: id.optional(),
  contactId: id.optional(),
});

export interface Deal extends z.output<typeof fields> {
  id: string;
  status: 'open' | 'won' | 'lost';
  /** Null only in a closed deal whose stage was removed since. */
  stageId: string | null;
  closedAt: string | null;
  lostReason: string | null;
  createdAt: string;
  updatedAt: string;
}

const columns = `id, title, amount::float8 as amount, currency, status, stage_id as "stageId",
  company_id as "companyId", contact_id as "contactId", expected_on as "expectedOn", closed_at as "closedAt",
  lost_reason as "lostReason", created_at as "createdAt", updated_at as "updatedAt"`;

/** Newest first: ids are made in the order of time. */
export async function list(ctx: CrmContext) {
  const { q, limit, cursor, status, stageId, companyId, contactId } = readQuery(ctx, query);
  const rows = await ctx.db.query<Deal>(
    `select ${columns} from deals
      where ($1::text is null or search @@ to_tsquery('simple', $1))
        and ($2::text is null or status = $2)
        and ($3::uuid is null or stage_id = $3)
        and ($4::uuid is null or company_id = $4)
        and ($5::uuid is null or contact_id = $5)
        and ($6::uuid is null or id < $6)
      order by id desc limit $7`,
    [q, status, stageId, companyId, contactId, cursor?.[0], limit + 1],
  );
  return page(rows, limit, ({ id }) => [id]);
}

/** Without a `stageId` it begins in the first stage. */
export async function create(ctx: CrmContext) {
  const deal = await readBody(ctx, creation);
  const amount = deal.amount ?? 0;
  const currency = deal.currency ?? ctx.config.currency;
  return insert(
    ctx,
    '/deals',
    `insert into deals (title, amount, currency, expected_on, company_id, contact_id, stage_id)
     values ($1, $2, $3, $4, $5, $6, coalesce($7::uuid, (select id from stages order by position limit 1)))
     returning ${columns}`,
    [deal.title, amount, currency, deal.expectedOn, deal.companyId, deal.contactId, deal.stageId],
  );
}

export function show(ctx: CrmContext) {
  return one<Deal>(ctx, 'deal', `select ${columns} from deals where id = $1`);
}

/** Stage and status change through actions, which leave their trace in the deal's activities. */
export async function change(ctx: CrmContext) {
  const { set, values } = assignments(await readBody(ctx, changes));
  return update(ctx, ctx.db, set, values);
}

/** Its activities go with it. */
export async function remove(ctx: CrmContext) {
  await one(ctx, 'deal', 'delete from deals where id = $1 returning id');
}

/** Moves an open deal to another stage. To the stage it is in: nothing happens, and nothing is recorded. */
export async function move(ctx: CrmContext): Promise<Deal> {
  const { stageId } = await readBody(ctx, moving);
  return ctx.db.transaction(async (tx) => {
    const deal = await lockOpen(ctx, tx);
    const target = await stageName(tx, stageId);
    if (deal.stageId !== stageId) await record(tx, ctx, deal.id, 'moved', `${deal.stage} → ${target}`);
    return update(ctx, tx, 'stage_id = $2', [stageId]);
  });
}

/** Closes an open deal as won or lost; it keeps its stage, so that one sees how far it came. */
export async function close(ctx: CrmContext): Promise<Deal> {
  const { outcome, reason } = await readBody(ctx, closing);
  return ctx.db.transaction(async (tx) => {
    const deal = await lockOpen(ctx, tx);
    await record(tx, ctx, deal.id, outcome, reason ?? `${outcome} in ${deal.stage}`);
    return update(ctx, tx, 'status = $2, lost_reason = $3, closed_at = now()', [outcome, reason]);
  });
}

/** Opens a closed deal again, in the given stage or else where it was. */
export async function reopen(ctx: CrmContext): Promise<Deal> {
  const { stageId } = await readBody(ctx, reopening);
  return ctx.db.transaction(async (tx) => {
    const deal = await lock(ctx, tx);
    if (deal.status === 'open') throw new HttpError(409, 'the deal is open', { code: 'deal_open' });
    const target =
      stageId ?? deal.stageId ?? refuse({ stageId: 'is required: the stage of the deal was removed' });
    await record(tx, ctx, deal.id, 'reopened', `${deal.status} → ${await stageName(tx, target)}`);
    return update(ctx, tx, `status = 'open', lost_reason = null, closed_at = null, stage_id = $2`, [target]);
  });
}

type Locked = Pick<Deal, 'id' | 'status' | 'stageId'> & { stage: string | null };

/** The deal of the path, locked until the transaction ends, so that its history tells what really happened. */
function lock(ctx: CrmContext, tx: Database): Promise<Locked> {
  // Not a join: after a wait for the lock it would still have the stage that the deal was in before.
  const sql = `select id, status, stage_id as "stageId", (select name from stages where id = stage_id) as stage
                 from deals where id = $1 for update`;
  return one(ctx, 'deal', sql, [], tx);
}

async function lockOpen(ctx: CrmContext, tx: Database): Promise<Locked> {
  const deal = await lock(ctx, tx);
  if (deal.status === 'open') return deal;
  throw new HttpError(409, `the deal is ${deal.status}: reopen it first`, { code: 'deal_closed' });
}

async function stageName(tx: Database, stageId: string): Promise<string> {
  const stage = await tx.one<{ name: string }>('select name from stages where id = $1 for share', [stageId]);
  return stage?.name ?? unknown('stage');
}

function update(ctx: CrmContext, db: Database, set: string, values: readonly SqlValue[]): Promise<Deal> {
  const sql = `update deals set ${set}, updated_at = now() where id = $1 returning ${columns}`;
  return one(ctx, 'deal', sql, values, db);
}
