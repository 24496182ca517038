import type { ClientBase } from 'pg';

/** Names of PostgreSQL itself, without those beginning with `pg_`, which are always refused. */
export interface BuiltInNames {
  /** Functions that accept one argument and so can be written like a column of it. */
  functions: string[];
  /** Types, among them arrays (`_text`). */
  types: string[];
}

/**
 * Whether a function accepts one argument: others have a default, or it is variadic. No SQL value has the type
 * `internal`.
 */
const TAKES_ONE = `(pronargs >= 1 AND pronargs - pronargdefaults <= 1 OR provariadic <> 0)
  AND NOT 'internal'::regtype = ANY (proargtypes)`;

/** Reads the names from the catalogue of a server. */
export async function readBuiltInNames(client: ClientBase): Promise<BuiltInNames> {
  const read = async (sql: string) => {
    const { rows } = await client.query<{ name: string }>(sql);
    return rows.map(({ name }) => name).sort();
  };
  return {
    functions: await read(
      `SELECT DISTINCT proname AS name FROM pg_catalog.pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND proname !~ '^pg_' AND ${TAKES_ONE}`,
    ),
    types: await read(
      `SELECT typname AS name FROM pg_catalog.pg_type
        WHERE typnamespace = 'pg_catalog'::regnamespace AND typname !~ '^_?pg_'`,
    ),
  };
}
