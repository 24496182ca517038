import { type Database, HttpError } from '@plexica/sdk';
import type { CrmContext } from './config.ts';
import { id, moment, oneOf, optional, text } from './fields.ts';
import { page, readList } from './pages.ts';
import { assignments, created, found, recordId, refusing, unknown } from './records.ts';
import { read, readChanges, refuse } from './validation.ts';

/** Kinds that people write, and kinds that a deal leaves behind as it moves. */
const written = ['note', 'call', 'email', 'meeting'] as const;
const recorded = ['moved', 'won', 'lost', 'reopened'] as const;

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

const content = { kind: oneOf(written), text: text(10_000, { lines: true }) };
const subjects = { contactId: optional(id()), companyId: optional(id()), dealId: optional(id()) };

const columns = `id, kind, text, author, happened_at as "happenedAt",
  contact_id as "contactId", company_id as "companyId", deal_id as "dealId"`;

const refusals = {
  activities_contact_id_fkey: unknown('contactId', 'contact'),
  activities_company_id_fkey: unknown('companyId', 'company'),
  activities_deal_id_fkey: unknown('dealId', 'deal'),
};

export async function list(ctx: CrmContext) {
  const filters = { kind: optional(oneOf([...written, ...recorded])), ...subjects };
  const query = readList(ctx, [moment(), id()], filters);
  const rows = await ctx.db.query<Activity>(
    `select ${columns} from activities
      where ($1::text is null or to_tsvector('simple', text) @@ to_tsquery('simple', $1))
        and ($2::text is null or kind = $2)
        and ($3::uuid is null or contact_id = $3)
        and ($4::uuid is null or company_id = $4)
        and ($5::uuid is null or deal_id = $5)
        and ($6::timestamptz is null or (happened_at, id) < ($6, $7::uuid))
      order by happened_at desc, id desc limit $8`,
    [
      query.q,
      query.kind,
      query.contactId,
      query.companyId,
      query.dealId,
      query.cursor?.[0],
      query.cursor?.[1],
      query.limit + 1,
    ],
  );
  return page(rows, query.limit, (activity) => [activity.happenedAt, activity.id]);
}

export async function create(ctx: CrmContext) {
  const fields = { ...content, happenedAt: optional(moment()), ...subjects };
  const activity = read(fields, await ctx.request.json());
  const given = Object.keys(subjects).filter((name) => activity[name as keyof typeof subjects] !== null);
  if (given.length !== 1) {
    const why = 'must be the one subject: give exactly one of the three ids';
    refuse(new Map((given.length > 0 ? given : Object.keys(subjects)).map((name) => [name, why])));
  }
  const [row] = await refusing(
    refusals,
    ctx.db.query<Activity>(
      `insert into activities (kind, text, author, happened_at, contact_id, company_id, deal_id)
       values ($1, $2, $3, coalesce($4, now()), $5, $6, $7) returning ${columns}`,
      [
        activity.kind,
        activity.text,
        author(ctx),
        activity.happenedAt,
        activity.contactId,
        activity.companyId,
        activity.dealId,
      ],
    ),
  );
  return created('/activities', row!);
}

export async function show(ctx: CrmContext) {
  const row = await ctx.db.one<Activity>(`select ${columns} from activities where id = $1`, [
    recordId(ctx, 'activity'),
  ]);
  return found(row, 'activity');
}

/** @throws HttpError 409 for what a deal recorded: that is its history */
export async function change(ctx: CrmContext) {
  const activity = recordId(ctx, 'activity');
  const { set, values } = assignments(
    readChanges({ ...content, happenedAt: moment() }, await ctx.request.json()),
  );
  const row = await ctx.db.one<Activity>(
    `update activities set ${set} where id = $1 and kind in ('note', 'call', 'email', 'meeting') returning ${columns}`,
    [activity, ...values],
  );
  return row ?? refuseHistory(ctx, activity);
}

/** @throws HttpError 409 for what a deal recorded: that is its history */
export async function remove(ctx: CrmContext) {
  const activity = recordId(ctx, 'activity');
  const row = await ctx.db.one(
    `delete from activities where id = $1 and kind in ('note', 'call', 'email', 'meeting') returning id`,
    [activity],
  );
  if (row === undefined) await refuseHistory(ctx, activity);
}

async function refuseHistory(ctx: CrmContext, activity: string): Promise<never> {
  found(await ctx.db.one('select id from activities where id = $1', [activity]), 'activity');
  throw new HttpError(409, 'the deal recorded this activity itself; it goes when the deal is deleted', {
    code: 'activity_recorded',
  });
}

/** Writes into a deal's history, in the transaction that changes the deal. */
export async function record(
  tx: Database,
  ctx: CrmContext,
  activity: { kind: (typeof recorded)[number]; text: string; dealId: string },
): Promise<void> {
  // now() is when the transaction began, maybe long before it had the deal to itself.
  await tx.query(
    `insert into activities (kind, text, author, happened_at, deal_id)
     values ($1, $2, $3, clock_timestamp(), $4)`,
    [activity.kind, activity.text, author(ctx), activity.dealId],
  );
}

/** Routes that write need a permission, so the caller is known. */
function author(ctx: CrmContext): string {
  return ctx.user!.name;
}
