import { type Database, HttpError } from '@plexica/sdk';
import type { CrmContext } from './config.ts';
import { type Field, WrongValue, id, optional, text } from './fields.ts';
import { refusing } from './records.ts';
import { type Problems, inspect, read, refuse } from './validation.ts';

export interface Stage {
  id: string;
  name: string;
  /** Open deals in it, and their sum in each currency. */
  deals: number;
  amounts: Record<string, number>;
}

/** Makes the pipeline of an installation that has none. */
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
  const wanted = readPipeline(await ctx.request.json());
  await ctx.db.transaction(async (tx) => {
    const known = await tx.query<{ id: string }>('select id from stages for update');
    const problems: Problems = new Map();
    for (const stage of wanted) {
      if (stage.id !== null && !known.some(({ id }) => id === stage.id)) {
        problems.set(`stages[${stage.position}].id`, 'there is no such stage');
      }
    }
    refuse(problems);
    await refusing(
      { deals_open_in_stage: stageInUse },
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

function stageInUse(): HttpError {
  return new HttpError(409, 'a stage that is left out still holds open deals: move or close them first', {
    code: 'stage_in_use',
  });
}

function pipeline(): Field<unknown[]> {
  return {
    optional: false,
    read(value) {
      if (!Array.isArray(value) || value.length < 1 || value.length > 30) {
        throw new WrongValue('must be a list of 1 to 30 stages');
      }
      return value;
    },
  };
}

/** @throws HttpError 422 naming each bad stage as `stages[1].name` */
function readPipeline(body: unknown) {
  const { stages } = read({ stages: pipeline() }, body);
  const problems: Problems = new Map();
  const seen = new Set<string>();
  const wanted = stages.map((stage, position) => {
    const at = `stages[${position}]`;
    const { id: stageId, name } = inspect({ id: optional(id()), name: text(60) }, stage, problems, at);
    for (const [field, value] of Object.entries({ id: stageId, name: name?.toLowerCase() })) {
      if (typeof value !== 'string') continue;
      if (seen.has(`${field} ${value}`)) problems.set(`${at}.${field}`, 'is that of another stage too');
      seen.add(`${field} ${value}`);
    }
    return { id: stageId, name, position };
  });
  refuse(problems);
  return wanted;
}
