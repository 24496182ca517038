import type { Database } from '@plexica/sdk';
import * as z from 'zod';
import type { CrmContext } from './config.ts';
import { id, readBody, refuse, text } from './input.ts';
import { refusing } from './records.ts';

export interface Stage {
  id: string;
  name: string;
  /** Open deals in it, and their sum in each currency. */
  deals: number;
  amounts: Record<string, number>;
}

const size = 'must be a list of 1 to 30 stages';
const pipeline = z.strictObject({
  stages: z
    .array(z.strictObject({ id: id.nullish(), name: text(60) }))
    .min(1, size)
    .max(30, size)
    .superRefine((stages, issues) => {
      const seen = new Set<string>();
      for (const [index, stage] of stages.entries()) {
        for (const [key, value] of Object.entries(stage)) {
          const same = `${key} ${value?.toLowerCase()}`;
          if (value && seen.has(same)) {
            issues.addIssue({ code: 'custom', path: [index, key], message: 'is used by another stage too' });
          }
          seen.add(same);
        }
      }
    }),
});

/** Creates the pipeline of an installation that has none. */
export async function seed(db: Database, names: readonly string[]): Promise<void> {
  await db.query(
    `insert into stages (name, position)
     select name, position - 1 from unnest($1::text[]) with ordinality as wanted(name, position)
      where not exists (select from stages)`,
    [names],
  );
}

/** The pipeline, first stage first. */
export async function list(ctx: CrmContext) {
  const items = await ctx.db.query<Stage>(
    `select stages.id, stages.name, coalesce(sum(per.deals), 0)::int as deals,
            coalesce(jsonb_object_agg(per.currency, per.amount) filter (where per.currency is not null), '{}') as amounts
       from stages
       left join (select stage_id, currency, count(*) as deals, sum(amount) as amount
                    from deals where status = 'open' group by stage_id, currency) as per on per.stage_id = stages.id
      group by stages.id order by stages.position`,
  );
  return { items };
}

/** Replaces the pipeline: stages with an id are renamed and reordered, those without are new, the rest is removed. */
export async function replace(ctx: CrmContext) {
  const { stages } = await readBody(ctx, pipeline);
  const wanted = stages.map((stage, position) => ({ ...stage, position }));
  await ctx.db.transaction(async (tx) => {
    const known = new Set((await tx.query<Stage>('select id from stages for update')).map(({ id }) => id));
    const strange = wanted.filter((stage) => stage.id && !known.has(stage.id));
    if (strange.length > 0) {
      refuse(
        Object.fromEntries(
          strange.map((stage) => [`stages[${stage.position}].id`, 'is not the id of a stage']),
        ),
      );
    }
    await refusing(
      tx.query(
        `merge into stages
         using (select * from jsonb_to_recordset($1::jsonb) as stage(id uuid, name text, position int)) as wanted
            on stages.id = wanted.id
          when matched then update set name = wanted.name, position = wanted.position
          when not matched by target then insert (name, position) values (wanted.name, wanted.position)
          when not matched by source then delete`,
        [JSON.stringify(wanted)],
      ),
    );
  });
  return list(ctx);
}
