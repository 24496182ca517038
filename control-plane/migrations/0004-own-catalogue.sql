-- Breaks running servers: no. A server of the version before is not notified of changes any more; what it
-- keeps in memory is at most 30 seconds old.
-- Any role may notify and listen on a channel whose name it knows. No plugin can read this one.
ALTER TABLE plexica.platform
  ADD COLUMN channel text NOT NULL DEFAULT 'plexica_' || replace(gen_random_uuid()::text, '-', '');
CREATE OR REPLACE FUNCTION plexica.tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify((SELECT channel FROM plexica.platform), TG_TABLE_NAME);
  RETURN NULL;
END $$;

-- The roles of installations cannot read the catalogue. These functions read it for them, each about the schema and
-- the objects of session_user only.

-- How many objects erasing the installation would lock, each counted once.
CREATE FUNCTION plexica_host.object_count() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
WITH me AS (SELECT oid FROM pg_roles WHERE rolname = session_user),
     own AS (SELECT oid FROM pg_class WHERE relowner = (TABLE me))
SELECT ((SELECT count(*) FROM own)
  + (SELECT count(*) FROM pg_type WHERE typowner = (TABLE me))
  + (SELECT count(*) FROM pg_constraint k LEFT JOIN pg_type y ON y.oid = k.contypid
      WHERE k.conrelid IN (TABLE own) OR y.typowner = (TABLE me))
  + (SELECT count(*) FROM pg_attrdef WHERE adrelid IN (TABLE own))
  + (SELECT count(*) FROM pg_rewrite WHERE ev_class IN (TABLE own))
  + (SELECT count(*) FROM pg_trigger WHERE tgrelid IN (TABLE own)))::integer
$$;

-- What a plugin must not have in its schema: things other than tables, views, indexes, sequences and types, rights of
-- everybody or of other plugins, and whatever could keep the platform from deleting a member or a workspace. A row that
-- refers to one of these is deleted with it or loses the reference, and so does what refers to that row. "emptied" are
-- the columns that lose it.
CREATE FUNCTION plexica_host.schema_problems() RETURNS TABLE (place text, reason text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
WITH RECURSIVE roles AS (
  SELECT oid, rolname = session_user AS owns FROM pg_roles
   WHERE rolname IN (session_user, regexp_replace(session_user, '_o$', '_r'))
), schema AS (
  SELECT oid, nspname, nspacl FROM pg_namespace WHERE nspowner = (SELECT oid FROM roles WHERE owns)
), relations AS (
  SELECT oid, relname, relacl FROM pg_class WHERE relnamespace IN (SELECT oid FROM schema)
), rights AS (
  SELECT 'the schema' AS place, nspacl AS acl FROM schema
  UNION ALL
  SELECT relname, relacl FROM relations
  UNION ALL
  SELECT relname, attacl FROM pg_attribute JOIN relations ON relations.oid = attrelid
  UNION ALL
  SELECT typname, typacl FROM pg_type WHERE typnamespace IN (SELECT oid FROM schema)
), own AS (
  SELECT k.*, t.relname AS child, p.relname AS parent, p.relnamespace <> t.relnamespace AS core
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
   WHERE k.contype = 'f' AND t.relnamespace IN (SELECT oid FROM schema)
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
SELECT pg_describe_object(classid, objid, 0), 'a plugin has only tables, views, indexes, sequences and types'
  FROM pg_shdepend
 WHERE dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND refclassid = 'pg_authid'::regclass AND refobjid IN (SELECT oid FROM roles) AND deptype = 'o'
   AND classid NOT IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_namespace'::regclass)
UNION ALL
SELECT relname, format('the rule %I is not allowed', rulename)
  FROM pg_rewrite JOIN relations ON relations.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL
SELECT place, 'a plugin cannot grant rights to others'
  FROM rights, aclexplode(acl) LEFT JOIN pg_roles r ON r.oid = grantee
 WHERE grantee = 0 OR (rolname ~ '^plx_.*_[or]$' AND grantee NOT IN (SELECT oid FROM roles))
UNION ALL
SELECT child, format(
    'the foreign key %I to %I needs ON DELETE CASCADE or ON DELETE SET NULL, for a row of %2$I can go with a member or a workspace',
    conname, parent)
  FROM concerned WHERE confdeltype NOT IN ('c', 'n')
UNION ALL
SELECT child, format('the foreign key %I to %I cannot be deferrable', conname, parent)
  FROM own WHERE core AND condeferrable
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
SELECT child, format('%I has ON DELETE SET NULL, so the index %I can neither compute with it nor hold NULL once', attname,
    x.relname)
  FROM bound JOIN pg_index i ON i.indrelid = relation JOIN pg_class x ON x.oid = i.indexrelid
 WHERE (i.indnullsnotdistinct AND number = ANY (i.indkey))
    OR ((i.indexprs IS NOT NULL OR i.indpred IS NOT NULL) AND classid = 'pg_class'::regclass AND objid = i.indexrelid)
LIMIT 1
$$;
