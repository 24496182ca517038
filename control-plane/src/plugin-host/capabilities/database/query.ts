import type { Connections } from './connections.ts';
import { readRows } from './read-rows.ts';
import { RequestDatabase } from './request-database.ts';

/** Result of a statement of an operator. */
export interface QueryResult {
  columns: string[];
  /** PostgreSQL's numbers of their types; 0 for one that is not its own. */
  types: number[];
  rows: (string | null)[][];
  /** `SELECT 3`, `INSERT 0 1` */
  tag: string;
}

/**
 * Runs a statement as a plugin's own `ctx.db.query` would: by the same rules, role and limits.
 *
 * @param signal ends it when it aborts
 * @throws StatementRefused; PlexicaError `database_unavailable`, `plugin_unavailable`
 */
export async function queryAsPlugin(
  connections: Connections,
  installation: number,
  sql: string,
  signal: AbortSignal,
): Promise<QueryResult> {
  const database = new RequestDatabase({ connections, installation });
  const abort = (): void => void database.abort();
  signal.addEventListener('abort', abort);
  const pieces: Buffer[] = [];
  try {
    const { columns, types, rows, tag } = await database.statement(0, sql, [], (some) => {
      pieces.push(...some);
      return undefined;
    });
    return { columns, types, rows: readRows([...pieces, ...rows]), tag };
  } catch (error) {
    throw database.unavailable ?? error;
  } finally {
    signal.removeEventListener('abort', abort);
    await database.close();
  }
}
