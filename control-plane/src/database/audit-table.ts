import type pg from 'pg';
import { identifier, literal } from './names.ts';

/**
 * Owner of the audit log. Nobody can log in as it and the platform is no member, so the platform can add lines but not
 * change or remove any.
 */
const OWNER = 'plexica_audit';

/** Schema of the audit log. */
const SCHEMA = 'plexica_audit';

/** Name of the table of the audit log, for statements. */
export const AUDIT_LINES = `${SCHEMA}.lines`;

/**
 * Statements that create the table of the audit log, or restore its rights. Only a superuser can run them.
 *
 * @param role of the platform
 */
export function auditTableStatements(role: string): string[] {
  const platform = identifier(role);
  return [
    `DO $plexica$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(OWNER)}) THEN
    CREATE ROLE ${OWNER};
  END IF;
  IF pg_has_role(${literal(role)}, ${literal(OWNER)}, 'MEMBER') THEN
    REVOKE ${OWNER} FROM ${platform} CASCADE;
  END IF;
END $plexica$`,
    `ALTER ROLE ${OWNER} NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS NOREPLICATION`,
    `CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`,
    `ALTER SCHEMA ${SCHEMA} OWNER TO ${OWNER}`,
    `CREATE TABLE IF NOT EXISTS ${AUDIT_LINES} (
  chain text NOT NULL,
  number bigint NOT NULL,
  time timestamptz(3) NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  resource text NOT NULL,
  outcome text NOT NULL,
  code text,
  count integer NOT NULL,
  request_id text,
  operation uuid,
  personal bytea,
  mac bytea NOT NULL,
  PRIMARY KEY (chain, number)
)`,
    `ALTER TABLE ${AUDIT_LINES} OWNER TO ${OWNER}`,
    `CREATE INDEX IF NOT EXISTS lines_by_time ON ${AUDIT_LINES} (chain, time)`,
    `REVOKE ALL ON SCHEMA ${SCHEMA} FROM PUBLIC, ${platform}`,
    `REVOKE ALL ON ${AUDIT_LINES} FROM PUBLIC, ${platform}`,
    `REVOKE USAGE ON TYPE ${AUDIT_LINES} FROM PUBLIC`,
    `GRANT USAGE ON SCHEMA ${SCHEMA} TO ${platform}`,
    `GRANT SELECT, INSERT ON ${AUDIT_LINES} TO ${platform}`,
  ];
}

/**
 * Checks the table of the audit log and its rights.
 *
 * @param role of the platform
 * @returns one message for each problem; empty if there is none
 */
export async function auditTableProblems(client: pg.ClientBase, role: string): Promise<string[]> {
  const { rows } = await client.query<{ writes: boolean; tampers: boolean; others: boolean }>(
    `SELECT has_schema_privilege($1, n.oid, 'USAGE') AND has_table_privilege($1, c.oid, 'SELECT')
              AND has_table_privilege($1, c.oid, 'INSERT') AS writes,
            pg_has_role($1, c.relowner, 'MEMBER') OR pg_has_role($1, n.nspowner, 'MEMBER')
              OR has_schema_privilege($1, n.oid, 'CREATE')
              OR has_table_privilege($1, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES')
              OR has_any_column_privilege($1, c.oid, 'UPDATE') AS tampers,
            EXISTS (SELECT FROM aclexplode(c.relacl) WHERE privilege_type <> 'SELECT'
              AND grantee <> c.relowner AND grantee <> (SELECT oid FROM pg_roles WHERE rolname = $1)) AS others
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = '${SCHEMA}' AND c.relname = 'lines'`,
    [role],
  );
  const [table] = rows;
  if (table === undefined) return [`the table of the audit log, ${AUDIT_LINES}, is missing`];
  return [
    ...(table.writes ? [] : [`the role ${role} cannot write the audit log (${AUDIT_LINES})`]),
    ...(table.tampers ? [`the role ${role} can change the audit log (${AUDIT_LINES})`] : []),
    ...(table.others ? [`other roles can change the audit log (${AUDIT_LINES})`] : []),
  ];
}
