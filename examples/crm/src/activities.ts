import { type Database, HttpError } from '@plexica/sdk';
import * as z from 'zod';
import type { CrmContext } from './config.ts';
import { changesOf, id, lines, moment, readBody } from './input.ts';
import { listQuery, page, readQuery } from './lists.ts';
import { assignments, insert, one } from './records.ts';

/** Kinds that people write, and kinds that a deal leaves behind as it moves. */
const written = ['note', 'call', 'email', 'meeting'] as const;
const recorded = ['moved', 'won', 'lost', 'reopened'] as const;

const fields = z.strictObject({ kind: z.enum(written), text: lines(10_000), happenedAt: moment });
const changes = changesOf(fields);
const subjects = { contactId: id.nullish(), companyId: id.nullish(), dealId: id.nullish() };
const creation = fields
  .extend({ happenedAt: moment.nullish(), ...subjects })
  .superRefine((activity, issues) => {
    const names = ['contactId', 'companyId', 'dealId'] as const;
    const given = names.filter((name) => activity[name]);
    if (given.length === 1) return;
    for (const name of given.length > 0 ? given : names) {
      const message = 'must be the one subject: give exactly one of the three ids';
      issues.addIssue({ code: 'custom', path: [name], message });
    }
  });
const query = listQuery(z.tuple([moment, id])).extend({
  kind: z.enum([...written, ...recorded]).optional(),
  contactId: id.optional(),
  companyId: id.optional(),
  dealId: id.optional(),
});

export interface Activity {
  id: string;
  kind: (typeof written)[number] | (typeof recorded)[number];
  text: string;
  /** Name of the caller who wrote it, or did what it tells of. */
  author: string;
  happenedAt: string;
  /** One of the three is set. */
  contactId: string | null;
  companyId: string | null;
  dealId: string | null;
}

const columns = `id, kind, text, author, happened_at as "happenedAt",
  contact_id as "contactId", company_id as "companyId", deal_id as "dealId"`;

export async function list(ctx: CrmContext) {
  const { q, limit, cursor, kind, contactId, companyId, dealId } = readQuery(ctx, query);
  const rows = await ctx.db.query<Activity>(
    `select ${columns} from activities
      where ($1::text is null or to_tsvector('simple', text) @@ to_tsquery('simple', $1))
        and ($2::text is null or kind = $2)
        and ($3::uuid is null or contact_id = $3)
        and ($4::uuid is null or company_id = $4)
        and ($5::uuid is null or deal_id = $5)
        and ($6::timestamptz is null or (happened_at, id) < ($6, $7::uuid))
      order by happened_at desc, id desc limit $8`,
    [q, kind, contactId, companyId, dealId, cursor?.[0], cursor?.[1], limit + 1],
  );
  return page(rows, limit, ({ happenedAt, id }) => [happenedAt, id]);
}

export async function create(ctx: CrmContext) {
  const { kind, text, happenedAt, contactId, companyId, dealId } = await readBody(ctx, creation);
  const sql = `insert into activities (kind, text, author, happened_at, contact_id, company_id, deal_id)
               values ($1, $2, $3, coalesce($4, now()), $5, $6, $7) returning ${columns}`;
  return insert(ctx, '/activities', sql, [kind, text, author(ctx), happenedAt, contactId, companyId, dealId]);
}

export function show(ctx: CrmContext) {
  return one<Activity>(ctx, 'activity', `select ${columns} from activities where id = $1`);
}

/** @throws HttpError 409 for what a deal recorded: that is its history */
export async function change(ctx: CrmContext) {
  const { set, values } = assignments(await readBody(ctx, changes));
  await refuseHistory(ctx);
  return one<Activity>(
    ctx,
    'activity',
    `update activities set ${set} where id = $1 returning ${columns}`,
    values,
  );
}

/** @throws HttpError 409 for what a deal recorded: that is its history */
export async function remove(ctx: CrmContext) {
  await refuseHistory(ctx);
  await one(ctx, 'activity', 'delete from activities where id = $1 returning id');
}

/** An activity never becomes one of the other sort, so it is enough to look before it is changed. */
async function refuseHistory(ctx: CrmContext): Promise<void> {
  const { kind } = await one<Activity>(ctx, 'activity', 'select kind from activities where id = $1');
  if (written.some((known) => known === kind)) return;
  throw new HttpError(
    409,
    'this activity was recorded by its deal and cannot be changed; it is deleted with the deal',
    {
      code: 'activity_recorded',
    },
  );
}

/** Writes into a deal's history, in the transaction that changes the deal. */
export async function record(
  tx: Database,
  ctx: CrmContext,
  dealId: string,
  kind: (typeof recorded)[number],
  text: string,
): Promise<void> {
  // now() is when the transaction began, maybe long before it had the deal to itself.
  await tx.query(
    `insert into activities (kind, text, author, happened_at, deal_id)
     values ($1, $2, $3, clock_timestamp(), $4)`,
    [kind, text, author(ctx), dealId],
  );
}

/** Routes that write need a permission, so the caller is known. */
function author(ctx: CrmContext): string {
  return ctx.user!.name;
}
