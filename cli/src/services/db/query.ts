import type { Planned } from '../../results/planned.ts';
import type { QueryResult, TableList } from '../../results/db.ts';
import type { Api } from '../api.ts';
import type { InstalledPlugin } from '../installations/installations.ts';

/** @throws ApiError `statement_failed`, with the position in an issue: `body.sql:LINE:COLUMN` */
export async function runStatement(api: Api, installed: InstalledPlugin, sql: string): Promise<QueryResult> {
  return api.queryPlugin({ ...installed, body: { sql } });
}

/** Checks a statement without running it. */
export async function planStatement(api: Api, installed: InstalledPlugin, sql: string): Promise<Planned> {
  return api.queryPlugin({ ...installed, body: { sql }, dryRun: true });
}

export async function listTables(api: Api, installed: InstalledPlugin): Promise<TableList> {
  const { items } = await api.listTables(installed);
  return { tables: items };
}
