import { type DatabaseError, HttpError, type SqlValue } from '@plexica/sdk';
import type { CrmContext } from './config.ts';
import { id, refuse } from './input.ts';

const taken: Record<string, [code: string, message: string]> = {
  companies_name: ['company_exists', 'a company with this name already exists'],
  contacts_email: ['contact_exists', 'a contact with this e-mail address already exists'],
  deals_open_in_stage: ['stage_in_use', 'a removed stage still has open deals: move or close them first'],
};

/** Waits for a statement, and tells the caller about a constraint of the migrations that it violates. */
export async function refusing<Result>(statement: Promise<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    const { constraint = '' } = error as DatabaseError;
    const [code, message] = taken[constraint] ?? [];
    if (code !== undefined) throw new HttpError(409, message!, { code });
    const [, noun] = /_([a-z]+)_id_fkey$/.exec(constraint) ?? [];
    if (noun !== undefined) unknown(noun);
    throw error;
  }
}

/** Refuses an id in the body that no record has. */
export function unknown(noun: string): never {
  refuse({ [`${noun}Id`]: `is not the id of a ${noun}` });
}

/**
 * The row that a statement reads, changes or deletes, where `$1` is the id in the path, and the values follow it.
 *
 * @throws HttpError 404 if it returns no row, or the path has no id
 */
export async function one<Row extends object>(
  ctx: CrmContext,
  noun: 'activity' | 'company' | 'contact' | 'deal',
  sql: string,
  values: readonly SqlValue[] = [],
  db = ctx.db,
): Promise<Row> {
  const { data } = id.safeParse(ctx.request.params[noun]);
  const row = data === undefined ? undefined : await refusing(db.one<Row>(sql, [data, ...values]));
  if (row === undefined) throw new HttpError(404, `${noun} not found`, { code: `${noun}_not_found` });
  return row;
}

/** 201 with the row that an INSERT returns, and its address. */
export async function insert(ctx: CrmContext, path: string, sql: string, values: readonly SqlValue[]) {
  const [row] = await refusing(ctx.db.query<{ id: string }>(sql, values));
  return Response.json(row, { status: 201, headers: { location: `${path}/${row!.id}` } });
}

/** The SET list of an UPDATE whose `$1` is taken, `name = $2, company_id = $3`, with the values from `$2` on. */
export function assignments(changes: Record<string, SqlValue>): { set: string; values: SqlValue[] } {
  const columns = Object.keys(changes).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  return {
    set: columns.map((column, index) => `${column} = $${index + 2}`).join(', '),
    values: Object.values(changes),
  };
}
