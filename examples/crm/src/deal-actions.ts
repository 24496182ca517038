import { type Database, HttpError, type SqlValue } from '@plexica/sdk';
import { record } from './activities.ts';
import type { CrmContext } from './config.ts';
import { type Deal, columns } from './deals.ts';
import { id, oneOf, optional, text } from './fields.ts';
import { found, recordId, unknown } from './records.ts';
import { read, refuseField } from './validation.ts';

interface Locked {
  id: string;
  status: Deal['status'];
  stageId: string | null;
  stage: string | null;
}

/** The deal of the path, locked until the transaction ends, so that its history tells what really happened. */
async function lock(tx: Database, ctx: CrmContext): Promise<Locked> {
  const deal = await tx.one<Locked>(
    // Not a join: after a wait for the lock it would still have the stage that the deal was in before.
    `select id, status, stage_id as "stageId", (select name from stages where id = stage_id) as stage
       from deals where id = $1 for update`,
    [recordId(ctx, 'deal')],
  );
  return found(deal, 'deal');
}

async function stageName(tx: Database, stageId: string): Promise<string> {
  const stage = await tx.one<{ name: string }>('select name from stages where id = $1 for share', [stageId]);
  if (stage === undefined) throw unknown('stageId', 'stage')();
  return stage.name;
}

function refuseClosed(deal: Locked): void {
  if (deal.status === 'open') return;
  throw new HttpError(409, `the deal is ${deal.status}: reopen it first`, { code: 'deal_closed' });
}

/** Moves an open deal to another stage. To the stage it is in: nothing happens, and nothing is recorded. */
export async function move(ctx: CrmContext): Promise<Deal> {
  const { stageId } = read({ stageId: id() }, await ctx.request.json());
  return ctx.db.transaction(async (tx) => {
    const deal = await lock(tx, ctx);
    refuseClosed(deal);
    const target = await stageName(tx, stageId);
    if (deal.stageId !== stageId) {
      await record(tx, ctx, { kind: 'moved', text: `${deal.stage} → ${target}`, dealId: deal.id });
    }
    return update(tx, 'stage_id = $2', [deal.id, stageId]);
  });
}

/** Closes an open deal as won or lost; it keeps its stage, so that one sees how far it came. */
export async function close(ctx: CrmContext): Promise<Deal> {
  const fields = { outcome: oneOf(['won', 'lost']), reason: optional(text(1000, { lines: true })) };
  const { outcome, reason } = read(fields, await ctx.request.json());
  if (outcome === 'won' && reason !== null) refuseField('reason', 'is for lost deals');
  return ctx.db.transaction(async (tx) => {
    const deal = await lock(tx, ctx);
    refuseClosed(deal);
    await record(tx, ctx, { kind: outcome, text: reason ?? `${outcome} in ${deal.stage}`, dealId: deal.id });
    return update(tx, 'status = $2, lost_reason = $3, closed_at = now()', [deal.id, outcome, reason]);
  });
}

/** Opens a closed deal again, in the given stage or else where it was. */
export async function reopen(ctx: CrmContext): Promise<Deal> {
  const { stageId } = read({ stageId: optional(id()) }, await ctx.request.json());
  return ctx.db.transaction(async (tx) => {
    const deal = await lock(tx, ctx);
    if (deal.status === 'open') throw new HttpError(409, 'the deal is open', { code: 'deal_open' });
    const target = stageId ?? deal.stageId;
    if (target === null)
      refuseField('stageId', 'is required, as the stage that the deal was in has been removed');
    const name = await stageName(tx, target);
    await record(tx, ctx, { kind: 'reopened', text: `${deal.status} → ${name}`, dealId: deal.id });
    const set = `status = 'open', lost_reason = null, closed_at = null, stage_id = $2`;
    return update(tx, set, [deal.id, target]);
  });
}

async function update(tx: Database, set: string, values: SqlValue[]): Promise<Deal> {
  const [deal] = await tx.query<Deal>(
    `update deals set ${set}, updated_at = now() where id = $1 returning ${columns}`,
    values,
  );
  return deal!;
}
