import type { ClientBase } from 'pg';
import { PlexicaError } from '@plexica/sdk/errors';

/**
 * What in a plugin's tables could keep the platform from deleting a member or a workspace. A row that refers to one goes
 * with it or loses the reference, and so does what refers to that row. `emptied` are the columns that lose it.
 */
const BLOCKERS = `
WITH RECURSIVE own AS (
  SELECT k.*, t.relname AS child, p.relname AS parent, p.relnamespace <> t.relnamespace AS core
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
   WHERE k.contype = 'f' AND t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
), leaving AS (
  SELECT conrelid AS relation FROM own WHERE core AND confdeltype = 'c'
  UNION
  SELECT own.conrelid FROM own JOIN leaving ON own.confrelid = leaving.relation WHERE own.confdeltype = 'c'
), concerned AS (
  SELECT * FROM own WHERE core OR confrelid IN (SELECT relation FROM leaving)
), emptied AS (
  SELECT conname, child, parent, conrelid AS relation, unnest(coalesce(confdelsetcols, conkey)) AS number
    FROM concerned WHERE confdeltype = 'n'
), bound AS (
  SELECT e.*, a.attname, a.attnotnull, y.typtype, d.classid, d.objid, d.objsubid, d.refobjsubid
    FROM emptied e
    JOIN pg_attribute a ON a.attrelid = e.relation AND a.attnum = e.number
    JOIN pg_type y ON y.oid = a.atttypid
    LEFT JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = e.relation
      AND d.refobjsubid IN (e.number, 0)
)
SELECT child AS table, format(
    'the foreign key %I to %I needs ON DELETE CASCADE or ON DELETE SET NULL, for a row of %2$I can go with a member or a workspace',
    conname, parent) AS reason
  FROM concerned WHERE confdeltype NOT IN ('c', 'n')
UNION ALL
SELECT child, format('%I has ON DELETE SET NULL and cannot be NOT NULL or of a domain', attname)
  FROM bound WHERE attnotnull OR typtype = 'd'
UNION ALL
SELECT child, format('%I has ON DELETE SET NULL, so the constraint %I cannot depend on it', attname, k.conname)
  FROM bound JOIN pg_constraint k ON classid = 'pg_constraint'::regclass AND k.oid = objid
 WHERE k.contype = 'c' OR (k.contype = 'x' AND refobjsubid > 0)
    OR (k.contype = 'f' AND k.confrelid = relation AND number = ANY (k.confkey))
UNION ALL
SELECT child, format('%I has ON DELETE SET NULL and cannot be part of the generated column %I', bound.attname, g.attname)
  FROM bound
  LEFT JOIN pg_attrdef f ON classid = 'pg_attrdef'::regclass AND f.oid = objid
  JOIN pg_attribute g ON g.attrelid = relation AND g.attgenerated <> ''
   AND g.attnum = CASE classid WHEN 'pg_class'::regclass THEN objsubid ELSE f.adnum END
 WHERE refobjsubid > 0 AND (f.oid IS NOT NULL OR objid = relation)
UNION ALL
SELECT child, format('%I has ON DELETE SET NULL, so the index %s can neither compute with it nor hold NULL once', attname,
    i.indexrelid::regclass)
  FROM bound JOIN pg_index i ON i.indrelid = relation
 WHERE (i.indnullsnotdistinct AND number = ANY (i.indkey))
    OR ((i.indexprs IS NOT NULL OR i.indpred IS NOT NULL) AND classid = 'pg_class'::regclass AND objid = i.indexrelid)
LIMIT 1`;

/**
 * Looks at the tables as the migrations left them; a single migration does not show what earlier ones made.
 *
 * @param client the transaction that migrated
 * @throws PlexicaError `migration_refused`
 */
export async function checkCoreReferences(client: ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query<{ table: string; reason: string }>(BLOCKERS, [schema]);
  const [blocker] = rows;
  if (blocker === undefined) return;
  throw new PlexicaError('migration_refused', `${blocker.table}: ${blocker.reason}`);
}
