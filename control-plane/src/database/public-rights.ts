import type pg from 'pg';
import { FUNCTIONS } from '../sql-policy/names/functions.ts';
import { TYPES } from '../sql-policy/names/types.ts';
import { literal } from './names.ts';

/**
 * The rights of PUBLIC on the objects of PostgreSQL itself: the functions, types, tables and views of `pg_catalog`. A
 * new database gives PUBLIC nearly all of them. In a prepared one, PUBLIC keeps only the functions and types that
 * plugins need. The role of the platform gets the others, and so does `pg_monitor`, for monitoring. Everything is read
 * from the catalogue of the actual server, so objects of future versions of PostgreSQL are covered too.
 */
export interface RightsProblem {
  /**
   * `excess`: PUBLIC has a right that plugins must not have. `lacking`: PUBLIC lacks a right that plugins need. `lost`:
   * the role of the platform lacks a right.
   */
  problem: 'excess' | 'lacking' | 'lost';
  count: number;
  /** Up to three of the objects. */
  examples: string[];
}

/**
 * PostgreSQL calls these for SEARCH BREADTH FIRST, for JSON_OBJECTAGG and for rows of hash-partitioned tables, and
 * checks that the role of the statement has the right to.
 */
const BEHIND_SYNTAX = [
  'int8inc',
  'json_object_agg_unique_strict',
  'jsonb_object_agg_unique_strict',
  'satisfies_hash_partition',
];

const array = (names: Iterable<string>): string => `'{${[...names].join(',')}}'::name[]`;

/** Objects with smaller numbers are made by initdb (PostgreSQL manual, 66.2.2; FirstNormalObjectId). */
const FIRST_NORMAL = 16_384;

/** What the only functions take that plugins pass the name of a sequence or of a text search configuration. */
const NAMING = ['regclass', 'regconfig'];

/**
 * `usable` are the types of values that a plugin can have; those that stand for any type are among them. `called` are the
 * functions that plugins may call, and those that PostgreSQL calls for operators, casts, lists of many values (`x IN (…)`
 * becomes a hash table) and constants that it converts by their text before a statement runs. It checks the right to all
 * of these, and to no other. `needed` are those of them that take and give what is usable. `due` is what everybody has on
 * a new database, `kept` what everybody keeps of it; `everybody` and `platform` are the rights as they are now. No table
 * or view is kept.
 *
 * @param role SQL of the platform role's number
 */
const rights = (role: string): string => `
WITH allowed AS MATERIALIZED (
  SELECT oid FROM pg_type WHERE oid < ${FIRST_NORMAL} AND typname = ANY (${array(TYPES)})
), usable AS MATERIALIZED (
  SELECT oid FROM pg_type
   WHERE oid < ${FIRST_NORMAL}
     AND (typtype = 'p' OR typname = ANY (${array(NAMING)}) OR oid IN (TABLE allowed) OR typelem IN (TABLE allowed))
), called AS (
  SELECT oid FROM pg_proc
   WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (${array([...FUNCTIONS, ...BEHIND_SYNTAX])})
  UNION
  SELECT oprcode FROM pg_operator WHERE oid < ${FIRST_NORMAL}
  UNION
  SELECT castfunc FROM pg_cast WHERE oid < ${FIRST_NORMAL} AND casttarget <> 'regclass'::regtype
  UNION
  SELECT amproc FROM pg_amproc s JOIN pg_opfamily f ON f.oid = s.amprocfamily JOIN pg_am m ON m.oid = f.opfmethod
   WHERE s.oid < ${FIRST_NORMAL} AND m.amname = 'hash'
  UNION
  SELECT unnest(ARRAY[typinput::oid, typoutput::oid]) FROM pg_type WHERE oid IN (TABLE allowed)
), needed AS MATERIALIZED (
  SELECT p.oid FROM called JOIN pg_proc p USING (oid)
   WHERE p.oid < ${FIRST_NORMAL} AND prorettype IN (TABLE usable)
     AND NOT EXISTS (SELECT FROM unnest(proargtypes) taken WHERE taken NOT IN (TABLE usable))
), objects AS MATERIALIZED (
  SELECT 'ROUTINE' AS kind, p.oid AS object, 'EXECUTE' AS privilege, objoid IS NULL AS due,
         objoid IS NULL AND p.oid IN (TABLE needed) AS kept, proacl AS acl
    FROM pg_proc p
    LEFT JOIN pg_init_privs ON classoid = 'pg_proc'::regclass AND objoid = p.oid
   WHERE pronamespace = 'pg_catalog'::regnamespace
  UNION ALL
  -- Arrays and multiranges have no rights of their own, and nobody can have a column of a pseudo-type.
  SELECT 'TYPE', oid, 'USAGE', true, oid IN (TABLE allowed), typacl
    FROM pg_type
   WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype NOT IN ('m', 'p')
     AND (typelem = 0 OR typsubscript <> 'array_subscript_handler'::regproc)
), lists AS (
  -- There are few different ones.
  SELECT acl, bool_or(grantee = 0) AS everybody, bool_or(grantee = ${role}) AS platform
    FROM (SELECT DISTINCT acl FROM objects WHERE acl IS NOT NULL) l, aclexplode(acl) GROUP BY acl
), granted AS MATERIALIZED (
  SELECT kind, object, 0 AS part, privilege, due, kept, coalesce(everybody, acl IS NULL) AS everybody,
         coalesce(platform, false) AS platform
    FROM objects LEFT JOIN lists USING (acl)
), relations AS MATERIALIZED (
  SELECT oid, relacl FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace
), due AS MATERIALIZED (
  SELECT objoid AS object, objsubid AS part, privilege_type AS privilege
    FROM pg_init_privs, aclexplode(initprivs)
   WHERE classoid = 'pg_class'::regclass AND objoid IN (SELECT oid FROM relations) AND grantee = 0
), held AS MATERIALIZED (
  SELECT oid AS object, 0 AS part, privilege_type AS privilege, grantee
    FROM relations, aclexplode(relacl)
  UNION ALL
  SELECT attrelid, attnum, privilege_type, grantee
    FROM pg_attribute, aclexplode(attacl) WHERE attrelid IN (SELECT oid FROM relations)
), everybody AS (
  SELECT object, part, privilege FROM held WHERE grantee = 0
), platform AS (
  SELECT object, part, privilege FROM held WHERE grantee = ${role}
), problems AS (
  SELECT 'excess' AS problem, kind, object, part, privilege FROM granted WHERE everybody AND NOT kept
  UNION ALL
  SELECT 'lacking', kind, object, part, privilege FROM granted WHERE kept AND NOT everybody
  UNION ALL
  SELECT 'lost', kind, object, part, privilege FROM granted WHERE due AND NOT kept AND NOT platform
  UNION ALL
  SELECT 'excess', 'TABLE', * FROM everybody
  UNION ALL
  SELECT 'lost', 'TABLE', * FROM (TABLE due EXCEPT TABLE platform) x
), undoing AS (
  SELECT 'lacking' AS problem, kind, object, part, privilege FROM granted WHERE due AND NOT everybody
  UNION ALL
  SELECT 'given', kind, object, part, privilege FROM granted WHERE due AND platform
  UNION ALL
  SELECT 'lacking', 'TABLE', * FROM (TABLE due EXCEPT TABLE everybody) x
  UNION ALL
  SELECT 'given', 'TABLE', * FROM (TABLE due INTERSECT TABLE platform) x
)`;

const numberOf = (role: string): string => `(SELECT oid FROM pg_roles WHERE rolname = ${role})`;

const NAMED = `CASE kind WHEN 'ROUTINE' THEN object::regprocedure::text WHEN 'TYPE' THEN object::regtype::text
  ELSE object::regclass::text END`;

/**
 * Compares the current rights with those of a prepared database. Takes about 20 ms.
 *
 * @param role of the platform
 * @returns an empty list if all are correct
 */
export async function rightsProblems(client: pg.ClientBase, role: string): Promise<RightsProblem[]> {
  const { rows } = await client.query<RightsProblem>(
    `${rights(numberOf('$1'))}
     SELECT problem, count(*)::int AS count, array_agg(${NAMED}) FILTER (WHERE place <= 3) AS examples
       FROM (SELECT *, row_number() OVER (PARTITION BY problem ORDER BY object, part) AS place FROM problems) x
      GROUP BY problem ORDER BY problem`,
    [role],
  );
  return rows;
}

/**
 * One statement that changes the rights to those of a prepared database. Only a superuser can run it. If it is run
 * again, it changes what has been added since.
 *
 * @param role of the platform
 */
export function rightsStatement(role: string): string {
  return grantingStatement(role, 'problems');
}

/**
 * The reverse: restores the default rights. Tools that copy a database to a newer version (pg_dump, pg_upgrade) name
 * each function with changed rights, and fail if the newer version lacks it.
 *
 * @param role of the platform
 */
export function undoRightsStatement(role: string): string {
  return grantingStatement(role, 'undoing');
}

/** @param what the list to process */
function grantingStatement(role: string, what: 'problems' | 'undoing'): string {
  const name = literal(role);
  const list = rights(numberOf(name));
  return `DO $plexica$
DECLARE
  statement text;
BEGIN
  PERFORM set_config('search_path', 'pg_catalog', true);
  FOR statement IN ${list}
    SELECT CASE problem
        WHEN 'excess' THEN format('REVOKE %s ON %s %s FROM PUBLIC', right_, kind, targets)
        WHEN 'lacking' THEN format('GRANT %s ON %s %s TO PUBLIC', right_, kind, targets)
        WHEN 'lost' THEN format('GRANT %s ON %s %s TO %I, pg_monitor', right_, kind, targets, ${name})
        ELSE format('REVOKE %s ON %s %s FROM %I, pg_monitor', right_, kind, targets, ${name}) END
      FROM (
        SELECT problem, kind, right_, string_agg(${NAMED}, ', ') AS targets
          FROM (
            SELECT p.*, CASE part WHEN 0 THEN privilege ELSE format('%s (%I)', privilege, attname) END AS right_
              FROM ${what} p LEFT JOIN pg_attribute ON attrelid = object AND attnum = part AND part > 0
          ) named
         GROUP BY problem, kind, right_
      ) grouped
     ORDER BY problem
  LOOP
    EXECUTE statement;
  END LOOP;
END $plexica$`;
}
