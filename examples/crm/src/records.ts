import { type DatabaseError, HttpError, type SqlValue } from '@plexica/sdk';
import { id } from './fields.ts';
import type { CrmContext } from './config.ts';

/**
 * The id in the path, where `:name` stands for a record.
 *
 * @throws HttpError 404 when it is no id at all, as for one that nothing has
 */
export function recordId(ctx: CrmContext, name: string): string {
  try {
    return id().read(ctx.request.params[name]);
  } catch {
    throw missing(name);
  }
}

function missing(name: string): HttpError {
  return new HttpError(404, `there is no such ${name}`, { code: `${name}_not_found` });
}

/** @throws HttpError 404 when there is no row */
export function found<Row>(row: Row | undefined, name: string): Row {
  if (row === undefined) throw missing(name);
  return row;
}

/** 201 with the new record and its address. */
export function created(path: string, record: { id: string }): Response {
  return Response.json(record, { status: 201, headers: { location: `${path}/${record.id}` } });
}

/**
 * The SET list of an UPDATE whose `$1` is taken: `name = $2, company_id = $3`, with the values from `$2` on.
 *
 * @param changes read by `readChanges`, so that each key is a field of the code's own
 */
export function assignments(changes: object): { set: string; values: SqlValue[] } {
  const columns = Object.keys(changes).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  return {
    set: columns.map((column, index) => `${column} = $${index + 2}`).join(', '),
    values: Object.values(changes),
  };
}

/** Waits for a statement; a violated constraint that `refusals` names becomes the error made there. */
export async function refusing<Result>(
  refusals: Record<string, () => HttpError>,
  statement: Promise<Result>,
): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    const refusal = refusals[(error as DatabaseError).constraint ?? ''];
    if (refusal === undefined) throw error;
    throw refusal();
  }
}

/** The refusal of an id that is well formed and belongs to nothing. */
export function unknown(field: string, name: string): () => HttpError {
  return () =>
    new HttpError(422, `${field}: there is no such ${name}`, {
      code: 'invalid_input',
      fields: { [field]: `there is no such ${name}` },
    });
}
