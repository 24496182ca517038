/**
 * What a plugin tries with its SQL, and what stops it. The tests run every row against a real server; the security page
 * is made from the same rows.
 */
export interface DatabaseRow {
  name: string;
  /**
   * Who sends it: a request by `ctx.db` (the run-time role), a lifecycle method by `ctx.db` (the owner role), or a
   * migration (the owner role).
   */
  by: 'request' | 'lifecycle' | 'migration';
  /** `{other}` is the same plugin's schema in another tenant, `{neighbour}` another plugin's in the same tenant,
   * `{core}` and `{others}` the schemas of the two tenants, `{role}` the role itself, `{foreign}` another's role. */
  sql: string;
  /**
   * `parser`: before the database sees it. `roles`: the parser lets it through and PostgreSQL refuses the role.
   * `both`: each alone is enough. `limits`: time, size or number. `tables`: the look at the tables after a migration.
   */
  stoppedBy: 'parser' | 'roles' | 'both' | 'limits' | 'tables';
  /** The SQLSTATE with which PostgreSQL refuses the role when the parser is taken away. */
  sqlstate?: string;
  /** For what only the parser stops: what it would bring without it. */
  otherwise?: string;
}

const names = 'It learns names of schemas, tables and roles of others, and nothing in them.';
const itself = 'It harms only its own tables and connections.';
const memory = 'It can only use up time and memory that the limits of its role leave it.';
const blocks = 'It keeps the platform from deleting a member or a workspace.';

/** Attacks of a statement by `ctx.db` on a request. */
const REQUESTS: Omit<DatabaseRow, 'by'>[] = [
  { name: 'SET ROLE to the owner', sql: 'set role {owner}', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'SET ROLE to the platform', sql: 'set role plexica', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'SET ROLE to another installation',
    sql: 'set role {foreign}',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'SET LOCAL ROLE', sql: 'set local role postgres', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'SET SESSION AUTHORIZATION',
    sql: 'set session authorization plexica',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'RESET ROLE and more',
    sql: 'reset role; reset session authorization; select * from plexica.tokens',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'DISCARD ALL', sql: 'discard all', stoppedBy: 'both', sqlstate: '25001' },
  {
    name: 'set_config of the role',
    sql: `select set_config('role', 'plexica', false)`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'set_config of search_path',
    sql: `select set_config('search_path', '{other}', false)`,
    stoppedBy: 'parser',
    otherwise: itself,
  },
  {
    name: 'search_path to another tenant',
    sql: 'set local search_path = {other}; select * from notes',
    stoppedBy: 'both',
    sqlstate: '42P01',
  },
  {
    name: 'statement_timeout taken off',
    sql: 'set statement_timeout = 0',
    stoppedBy: 'parser',
    otherwise: memory,
  },
  {
    name: 'more memory for a statement',
    sql: `set work_mem = '100GB'`,
    stoppedBy: 'parser',
    otherwise: memory,
  },
  { name: 'files without limit', sql: 'set temp_file_limit = -1', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'row security off',
    sql: 'set row_security = off',
    stoppedBy: 'parser',
    otherwise: 'Nothing: it turns filtered rows into errors.',
  },
  {
    name: 'foreign keys off',
    sql: 'set session_replication_role = replica',
    stoppedBy: 'both',
    sqlstate: '42501',
  },

  {
    name: 'rows of the same plugin in another tenant',
    sql: 'select * from {other}.notes',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'rows of another plugin in the same tenant',
    sql: 'select * from {neighbour}.contacts',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'writing to another tenant',
    sql: `insert into {other}.notes (text) values ('x')`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'deleting in another tenant',
    sql: 'delete from {other}.notes',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'emptying a table of another tenant',
    sql: 'truncate {other}.notes',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'members of its own tenant',
    sql: 'select * from {core}.members',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'members without a schema', sql: 'select * from members', stoppedBy: 'roles', sqlstate: '42P01' },
  {
    name: 'members of another tenant',
    sql: 'select * from {others}.members',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `the platform's tokens`,
    sql: 'select hash from plexica.tokens',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `another tenant's configuration`,
    sql: 'select config from plexica.installations',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `a function of the platform's`,
    sql: `select plexica.joined('{a}')`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `the door that switches versions`,
    sql: `select plexica_host.switch_version(null, 1, 'x', '{}', '[]')`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a sequence of another tenant, in a text',
    sql: `select nextval('{other}.notes_id_seq')`,
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  {
    name: 'setting a sequence of another tenant',
    sql: `select setval('{other}.notes_id_seq', 1)`,
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  {
    name: 'setting a sequence of its own',
    sql: `select setval('notes_id_seq', 1)`,
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  {
    name: 'a text search configuration of another tenant',
    sql: `select to_tsvector('{other}.english', 'a')`,
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  {
    name: 'the database by name',
    sql: 'select * from plexica.{other}.notes',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'the hashes of passwords',
    sql: 'select rolpassword from pg_authid',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'the settings of the server and its files',
    sql: 'select * from pg_hba_file_rules',
    stoppedBy: 'both',
    sqlstate: '42501',
  },

  { name: 'pg_class', sql: 'select relname from pg_class', stoppedBy: 'parser', otherwise: names },
  {
    name: 'pg_namespace',
    sql: 'select nspname from pg_catalog.pg_namespace',
    stoppedBy: 'parser',
    otherwise: names,
  },
  { name: 'pg_roles', sql: 'select rolname from pg_roles', stoppedBy: 'parser', otherwise: names },
  {
    name: 'pg_stat_activity',
    sql: 'select usename, query from pg_stat_activity',
    stoppedBy: 'parser',
    otherwise: `${names} Statements of others are hidden.`,
  },
  {
    name: 'information_schema',
    sql: 'select * from information_schema.schemata',
    stoppedBy: 'parser',
    otherwise: names,
  },
  { name: 'a regclass cast', sql: `select '{other}.notes'::regclass`, stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'a regnamespace cast',
    sql: `select '{other}'::regnamespace`,
    stoppedBy: 'parser',
    otherwise: names,
  },
  { name: 'a regrole cast', sql: `select 'plexica'::regrole`, stoppedBy: 'parser', otherwise: names },
  {
    name: 'to_regnamespace',
    sql: `select to_regnamespace('{other}')`,
    stoppedBy: 'parser',
    otherwise: names,
  },
  { name: 'to_regclass', sql: `select to_regclass('{other}.notes')`, stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'has_schema_privilege',
    sql: `select has_schema_privilege('{other}', 'usage')`,
    stoppedBy: 'parser',
    otherwise: names,
  },
  {
    name: 'current_user',
    sql: 'select current_user',
    stoppedBy: 'parser',
    otherwise: 'It learns the name of its own role.',
  },
  {
    name: 'version',
    sql: 'select version()',
    stoppedBy: 'parser',
    otherwise: 'It learns the version of the server.',
  },

  { name: 'pg_read_file', sql: `select pg_read_file('/etc/passwd')`, stoppedBy: 'both', sqlstate: '42501' },
  { name: 'pg_ls_dir', sql: `select pg_ls_dir('/')`, stoppedBy: 'both', sqlstate: '42501' },
  { name: 'pg_stat_file', sql: `select pg_stat_file('/etc/passwd')`, stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'COPY from a program',
    sql: `copy notes (text) from program 'id'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'COPY to a program', sql: `copy notes to program 'cat'`, stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'COPY from a file',
    sql: `copy notes (text) from '/etc/passwd'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'COPY to a file', sql: `copy notes to '/tmp/x'`, stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'a large object from a file',
    sql: `select lo_import('/etc/passwd')`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a large object to a file',
    sql: `select lo_export(1, '/tmp/x')`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a large object',
    sql: 'select lo_create(0)',
    stoppedBy: 'parser',
    otherwise: 'It keeps data outside its schema, gone with its role.',
  },
  {
    name: 'dblink',
    sql: `select * from dblink('dbname=plexica', 'select 1') as t (a int)`,
    stoppedBy: 'both',
    sqlstate: '42883',
  },
  { name: 'an extension', sql: 'create extension dblink', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'a trusted extension', sql: 'create extension pgcrypto', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'a foreign server',
    sql: 'create server x foreign data wrapper y',
    stoppedBy: 'both',
    sqlstate: '42704',
  },
  { name: 'loading a library', sql: `load '/tmp/x.so'`, stoppedBy: 'both', sqlstate: '42501' },
  { name: 'ALTER SYSTEM', sql: 'alter system set work_mem = 1', stoppedBy: 'both', sqlstate: '25001' },

  {
    name: 'LISTEN to the platform',
    sql: 'listen plexica_changes',
    stoppedBy: 'parser',
    otherwise: 'It hears that something changed, not what.',
  },
  {
    name: 'NOTIFY to the platform',
    sql: `notify plexica_changes, 'tenants'`,
    stoppedBy: 'parser',
    otherwise: 'The platform reads its caches anew; words it does not know are ignored.',
  },
  {
    name: 'pg_notify',
    sql: `select pg_notify('plexica_changes', 'error')`,
    stoppedBy: 'parser',
    otherwise: 'The same.',
  },
  {
    name: 'an advisory lock',
    sql: 'select pg_try_advisory_lock(7373, 1)',
    stoppedBy: 'parser',
    otherwise: 'It keeps a replica from starting until it is disconnected.',
  },
  {
    name: 'query_to_xml',
    sql: `select query_to_xml('select * from {other}.notes', true, true, '')`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'schema_to_xml',
    sql: `select schema_to_xml('{other}', true, true, '')`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'ts_stat',
    sql: `select * from ts_stat('select text from {other}.notes')`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'ending the connections of others',
    sql: `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'plexica'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'reloading the configuration',
    sql: 'select pg_reload_conf()',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'writing to the log of changes',
    sql: `select pg_logical_emit_message(false, 'x', 'y')`,
    stoppedBy: 'parser',
    otherwise: memory,
  },

  { name: 'a temporary table', sql: 'create temp table x (id int)', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'a temporary view',
    sql: 'create temp view notes as select 1',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'a table', sql: 'create table x (id int)', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'a table in public', sql: 'create table public.x (id int)', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'a schema', sql: 'create schema x', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'a function',
    sql: `create function x() returns int language sql as 'select 1'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a function that shadows one',
    sql: `create function lower(text) returns text language sql as 'select 1'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'DO', sql: 'do $$ begin end $$', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'a trigger',
    sql: 'create trigger x before insert on notes execute function suppress_redundant_updates_trigger()',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a rule',
    sql: 'create rule x as on insert to notes do instead nothing',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'a view', sql: 'create view x as select * from notes', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'a column', sql: 'alter table notes add x int', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'dropping its table', sql: 'drop table notes', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'emptying its table without deleting',
    sql: 'truncate notes',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'GRANT of its table',
    sql: 'grant select on notes to public',
    stoppedBy: 'parser',
    otherwise: 'Nothing: PostgreSQL warns and grants nothing.',
  },
  { name: 'GRANT of the owner', sql: 'grant {owner} to {role}', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'a role', sql: 'create role x', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'superuser', sql: 'alter role {role} superuser', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'more connections for itself',
    sql: 'alter role {role} connection limit -1',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'its own name', sql: 'alter role {role} rename to x', stoppedBy: 'both', sqlstate: '0A000' },
  {
    name: 'its own password',
    sql: `alter role {role} password 'x'`,
    stoppedBy: 'parser',
    otherwise: 'It locks itself out until it is activated or updated, which restores the password.',
  },
  {
    name: 'its own settings',
    sql: 'alter role {role} set statement_timeout = 0',
    stoppedBy: 'parser',
    otherwise: `${memory} Activating or updating it restores the settings.`,
  },
  {
    name: 'its own settings in this database',
    sql: 'alter role {role} in database plexica set transaction_timeout = 0',
    stoppedBy: 'parser',
    otherwise: `${memory} Activating or updating it restores the settings.`,
  },
  {
    name: `another role's password`,
    sql: `alter role {foreign} password 'x'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `the platform's settings`,
    sql: 'alter role plexica set search_path = x',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `the database's settings`,
    sql: 'alter database plexica set work_mem = 1',
    stoppedBy: 'both',
    sqlstate: '42501',
  },

  { name: 'locking its table', sql: 'lock table notes', stoppedBy: 'parser', otherwise: itself },
  { name: 'two statements', sql: 'select 1; select 2', stoppedBy: 'parser', otherwise: itself },
  { name: 'ending the transaction', sql: 'commit', stoppedBy: 'parser', otherwise: itself },
  { name: 'a prepared transaction', sql: `prepare transaction 'x'`, stoppedBy: 'both', sqlstate: '55000' },
  {
    name: 'a cursor',
    sql: 'declare c cursor with hold for select 1',
    stoppedBy: 'parser',
    otherwise: itself,
  },
  { name: 'PREPARE', sql: 'prepare x as select 1', stoppedBy: 'parser', otherwise: itself },
  { name: 'pg_sleep', sql: 'select pg_sleep(0)', stoppedBy: 'parser', otherwise: memory },
  { name: 'EXPLAIN', sql: 'explain analyze select 1', stoppedBy: 'parser', otherwise: itself },

  { name: 'a statement of 400 KB', sql: `select '{400 KB}'`, stoppedBy: 'limits', sqlstate: '54000' },
  {
    name: 'a query without end',
    sql: 'with recursive n as (select 1 as i union all select i + 1 from n) select count(*) from n',
    stoppedBy: 'limits',
    sqlstate: '57014',
  },
  {
    name: 'files without end',
    sql: 'select count(*) from (select g, repeat(md5(g::text), 50) from generate_series(1, 100000000) g order by 2) t',
    stoppedBy: 'limits',
    sqlstate: '53400',
  },
  { name: 'a value of 600 MB', sql: `select repeat('x', 600000000)`, stoppedBy: 'limits', sqlstate: '54000' },
  {
    name: 'an error of 20 MB',
    sql: `select repeat('x', 20000000)::int`,
    stoppedBy: 'limits',
    sqlstate: '22P02',
  },
  {
    name: 'rows without end',
    sql: 'select generate_series(1, 1000000000)',
    stoppedBy: 'limits',
    sqlstate: '54000',
  },
];

/** Attacks of a lifecycle method, whose `ctx.db` is the transaction of the owner role. */
const LIFECYCLES: Omit<DatabaseRow, 'by'>[] = [
  {
    name: 'reading the members it may refer to',
    sql: 'select * from members',
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  { name: 'reading their ids', sql: 'select id from workspaces', stoppedBy: 'roles', sqlstate: '42501' },
  { name: 'deleting members', sql: 'delete from members', stoppedBy: 'roles', sqlstate: '42501' },
  {
    name: 'locking members',
    sql: 'select id from members for update',
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  { name: 'making a table', sql: 'create table x (id int)', stoppedBy: 'parser', otherwise: itself },
  {
    name: `the door that switches another's version`,
    sql: `select plexica_host.switch_version(gen_random_uuid(), 1, 'x', '{}', '[]')`,
    stoppedBy: 'both',
    sqlstate: '55000',
  },
];

/** Attacks of a migration. */
const MIGRATIONS: Omit<DatabaseRow, 'by'>[] = [
  { name: 'SET ROLE', sql: 'set role plexica', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'a table in another tenant',
    sql: 'create table {other}.x (id int)',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `a table among the tenant's own`,
    sql: 'create table {core}.x (id int)',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `dropping another tenant's schema`,
    sql: 'drop schema {other} cascade',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `dropping the tenant's members`,
    sql: 'drop table {core}.members cascade',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'dropping members without a schema',
    sql: 'drop table members cascade',
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  { name: 'altering members', sql: 'alter table members add x int', stoppedBy: 'roles', sqlstate: '42501' },
  {
    name: 'an index on members',
    sql: 'create index on members (email)',
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  { name: 'emptying members', sql: 'truncate members cascade', stoppedBy: 'roles', sqlstate: '42501' },
  {
    name: 'a copy of members',
    sql: 'create table x as select * from members',
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  {
    name: 'a table like members',
    sql: 'create table x (like members including all)',
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  {
    name: 'inheriting from members',
    sql: 'create table x () inherits (members)',
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  {
    name: 'a partition of members',
    sql: 'alter table members attach partition notes default',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  { name: 'a view on members', sql: 'create view x as select email from members', stoppedBy: 'roles' },
  {
    name: `a view on another tenant's table`,
    sql: 'create view x as select * from {other}.notes',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `a foreign key to another tenant's members`,
    sql: 'create table x (m uuid references {others}.members (id) on delete cascade)',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `a foreign key to another tenant's table`,
    sql: 'create table x (m int references {other}.notes (id))',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a foreign key to an address of members',
    sql: 'create table x (m text references members (email) on delete cascade)',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: `a foreign key to a role of the tenant's`,
    sql: 'create table x (r text references roles (key))',
    stoppedBy: 'roles',
    sqlstate: '42501',
  },
  {
    name: 'a function',
    sql: `create function x() returns int language sql as 'select 1'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a function in C',
    sql: `create function x() returns int language c as '/tmp/x.so'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a procedure',
    sql: `create procedure x() language plpgsql as 'begin end'`,
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a trigger on members',
    sql: 'create trigger x before update on members execute function suppress_redundant_updates_trigger()',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a trigger on its own table',
    sql: 'create trigger x before update on notes for each row execute function suppress_redundant_updates_trigger()',
    stoppedBy: 'parser',
    otherwise: 'Functions for it are only those that come with PostgreSQL.',
  },
  {
    name: 'a constraint trigger',
    sql: 'create constraint trigger x after delete on notes deferrable initially deferred for each row execute function unique_key_recheck()',
    stoppedBy: 'parser',
    otherwise: blocks,
  },
  {
    name: 'a rule on members',
    sql: 'create rule x as on delete to members do instead nothing',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'a rule on its own table',
    sql: 'create rule x as on delete to notes do instead nothing',
    stoppedBy: 'parser',
    otherwise: blocks,
  },
  { name: 'an extension', sql: 'create extension dblink', stoppedBy: 'both', sqlstate: '42501' },
  { name: 'a temporary table', sql: 'create temp table x (id int)', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'row security switched off',
    sql: 'alter table notes disable row level security',
    stoppedBy: 'parser',
    otherwise: 'It sees all workspaces of its tenant, with which a plugin is trusted.',
  },
  { name: 'BYPASSRLS', sql: 'alter role {role} bypassrls', stoppedBy: 'both', sqlstate: '42501' },
  {
    name: 'giving its table away',
    sql: 'alter table notes owner to plexica',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'its schema renamed',
    sql: 'alter schema {own} rename to tenant_x',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'GRANT of its rows to everybody',
    sql: 'grant usage on schema {own} to public',
    stoppedBy: 'parser',
    otherwise: 'It shows its own rows to others.',
  },
  {
    name: 'a grant on members',
    sql: 'grant references (id) on {core}.members to public',
    stoppedBy: 'parser',
    otherwise: 'Nothing: PostgreSQL warns and grants nothing.',
  },
  {
    name: 'its own settings',
    sql: 'alter role {role} set transaction_timeout = 0',
    stoppedBy: 'parser',
    otherwise: 'They are restored before the role is used again.',
  },
  {
    name: 'a publication',
    sql: 'create publication x for table notes',
    stoppedBy: 'both',
    sqlstate: '42501',
  },
  {
    name: 'an operator that shadows one',
    sql: 'create operator = (function = int4eq, leftarg = int, rightarg = int)',
    stoppedBy: 'parser',
    otherwise: itself,
  },
  {
    name: 'a foreign key to members that blocks',
    sql: 'create table x (m uuid references members (id))',
    stoppedBy: 'parser',
    otherwise: blocks,
  },
  {
    name: 'a foreign key to members that is deferred',
    sql: 'create table x (m uuid references members (id) on delete cascade deferrable initially deferred)',
    stoppedBy: 'parser',
    otherwise: blocks,
  },
  {
    name: 'a foreign key to a table that goes with members',
    sql: 'create table y (n int references owned (id))',
    stoppedBy: 'tables',
  },
  {
    name: 'such a key two tables away',
    sql: 'create table y (id int primary key references owned (id) on delete cascade); create table z (y int references y (id) on delete restrict)',
    stoppedBy: 'tables',
  },
  {
    name: 'such a key on the table itself',
    sql: 'alter table owned add parent int references owned (id)',
    stoppedBy: 'tables',
  },
  {
    name: 'such a key that sets a default',
    sql: 'create table y (n int default 0 references owned (id) on delete set default)',
    stoppedBy: 'tables',
  },
  {
    name: 'SET NULL of a column made NOT NULL later',
    sql: 'alter table signed alter author set not null',
    stoppedBy: 'tables',
  },
  {
    name: 'SET NULL of a column with a CHECK',
    sql: 'alter table signed add check (author is not null or id = 0)',
    stoppedBy: 'tables',
  },
  {
    name: 'SET NULL in a table with a CHECK on nothing',
    sql: `alter table signed add check (now() < '2100-01-01')`,
    stoppedBy: 'tables',
  },
  {
    name: 'SET NULL of a domain',
    sql: 'create domain known as uuid not null; create table y (m known references members (id) on delete set null)',
    stoppedBy: 'tables',
  },
  {
    name: 'SET NULL in a unique index that holds NULL once',
    sql: 'create unique index on signed (author) nulls not distinct',
    stoppedBy: 'tables',
  },
  {
    name: 'SET NULL in the condition of an index',
    sql: 'create unique index on signed ((1)) where author is null',
    stoppedBy: 'tables',
  },
  {
    name: 'SET NULL in a generated column',
    sql: 'alter table signed add y int generated always as (1 / num_nonnulls(author)) stored',
    stoppedBy: 'tables',
  },
  {
    name: 'SET NULL of a column that another key refers to',
    sql: 'alter table signed add unique (author); create table y (m uuid references signed (author))',
    stoppedBy: 'tables',
  },
];

/** What takes more than one statement. */
export const SCENARIOS = {
  heldOpen: { name: 'a transaction held open, idle', stoppedBy: 'limits', limit: '10 s' },
  longTransaction: { name: 'a transaction held open, busy', stoppedBy: 'limits', limit: '60 s' },
  exhaustion: {
    name: 'all connections for itself',
    stoppedBy: 'limits',
    limit: 'four per replica, 32 altogether',
  },
  callerGone: {
    name: 'a statement whose caller has gone',
    stoppedBy: 'limits',
    limit: 'ended within seconds',
  },
  lockedUpdate: { name: 'locks on its own tables during an update', stoppedBy: 'limits', limit: '5 s' },
  blockedDelete: {
    name: 'rows that keep a member or a workspace from being deleted',
    stoppedBy: 'tables',
    limit: 'none',
  },
  ownSettings: {
    name: 'settings and password of its own role, changed',
    stoppedBy: 'limits',
    limit: 'until it is activated or updated',
  },
  notified: { name: 'notifications that the platform does not know', stoppedBy: 'limits', limit: 'ignored' },
} as const;

export const DATABASE_ROWS: readonly DatabaseRow[] = [
  ...REQUESTS.map((row) => ({ ...row, by: 'request' as const })),
  ...LIFECYCLES.map((row) => ({ ...row, by: 'lifecycle' as const })),
  ...MIGRATIONS.map((row) => ({ ...row, by: 'migration' as const })),
];
