import { BLOCKS, both, ITSELF, parser, roles, tables, type Attack } from './row.ts';

/** Attacks of a migration. */
export const MIGRATIONS: readonly Attack[] = [
  both('SET ROLE', 'set role plexica'),
  both('a table in another tenant', 'create table {other}.x (id int)'),
  both(`a table among the tenant's own`, 'create table {core}.x (id int)'),
  both(`dropping another tenant's schema`, 'drop schema {other} cascade'),
  both(`dropping the tenant's members`, 'drop table {core}.members cascade'),
  roles('dropping members without a schema', 'drop table members cascade'),
  roles('altering members', 'alter table members add x int'),
  roles('an index on members', 'create index on members (email)'),
  roles('emptying members', 'truncate members cascade'),
  roles('a copy of members', 'create table x as select * from members'),
  roles('a table like members', 'create table x (like members including all)'),
  roles('inheriting from members', 'create table x () inherits (members)'),
  both('a partition of members', 'alter table members attach partition notes default'),
  roles('a view on members', 'create view x as select email from members; select * from x'),
  both(`a view on another tenant's table`, 'create view x as select * from {other}.notes'),
  both(
    `a foreign key to another tenant's members`,
    'create table x (m uuid references {others}.members (id) on delete cascade)',
  ),
  both(`a foreign key to another tenant's table`, 'create table x (m int references {other}.notes (id))'),
  both(
    'a foreign key to an address of members',
    'create table x (m text references members (email) on delete cascade)',
  ),
  roles(`a foreign key to a role of the tenant's`, 'create table x (r text references roles (key))'),
  both('a function', `create function x() returns int language sql as 'select 1'`),
  both('a function in C', `create function x() returns int language c as '/tmp/x.so'`),
  both('a procedure', `create procedure x() language plpgsql as 'begin end'`),
  both(
    'a trigger on members',
    'create trigger x before update on members execute function suppress_redundant_updates_trigger()',
  ),
  parser(
    'a trigger on its own table',
    'create trigger x before update on notes for each row execute function suppress_redundant_updates_trigger()',
    BLOCKS,
  ),
  parser(
    'a constraint trigger',
    'create constraint trigger x after delete on notes deferrable initially deferred for each row execute function unique_key_recheck()',
    BLOCKS,
  ),
  both('a rule on members', 'create rule x as on delete to members do instead nothing'),
  parser('a rule on its own table', 'create rule x as on delete to notes do instead nothing', BLOCKS),
  both('an extension', 'create extension dblink'),
  both('a temporary table', 'create temp table x (id int)'),
  parser(
    'row security switched off',
    'alter table notes disable row level security',
    'It sees all workspaces of its tenant, with which a plugin is trusted.',
  ),
  both('BYPASSRLS', 'alter role {role} bypassrls'),
  both('giving its table away', 'alter table notes owner to plexica'),
  both('its schema renamed', 'alter schema {own} rename to tenant_x'),
  parser(
    'GRANT of its rows to everybody',
    'grant usage on schema {own} to public',
    'It shows its own rows to others.',
  ),
  parser(
    'a grant on members',
    'grant references (id) on {core}.members to public',
    'Nothing: PostgreSQL warns and grants nothing.',
  ),
  parser(
    'its own settings',
    'alter role {role} set transaction_timeout = 0',
    'They are restored before the role is used again.',
  ),
  both('a publication', 'create publication x for table notes'),
  parser(
    'an operator that shadows one',
    'create operator = (function = int4eq, leftarg = int, rightarg = int)',
    ITSELF,
  ),
  parser('a foreign key to members that blocks', 'create table x (m uuid references members (id))', BLOCKS),
  parser(
    'a foreign key to members that is deferred',
    'create table x (m uuid references members (id) on delete cascade deferrable initially deferred)',
    BLOCKS,
  ),
  tables('a foreign key to a table that goes with members', 'create table y (n int references owned (id))'),
  tables(
    'such a key two tables away',
    'create table y (id int primary key references owned (id) on delete cascade); create table z (y int references y (id) on delete restrict)',
  ),
  tables('such a key on the table itself', 'alter table owned add parent int references owned (id)'),
  tables(
    'such a key that sets a default',
    'create table y (n int default 0 references owned (id) on delete set default)',
  ),
  tables('SET NULL of a column made NOT NULL later', 'alter table signed alter author set not null'),
  tables('SET NULL of a column with a CHECK', 'alter table signed add check (author is not null or id = 0)'),
  tables(
    'SET NULL in a table with a CHECK on nothing',
    `alter table signed add check (now() < '2100-01-01')`,
  ),
  tables(
    'SET NULL of a domain',
    'create domain known as uuid not null; create table y (m known references members (id) on delete set null)',
  ),
  tables(
    'SET NULL in a unique index that holds NULL once',
    'create unique index on signed (author) nulls not distinct',
  ),
  tables('SET NULL in the condition of an index', 'create unique index on signed ((1)) where author is null'),
  tables(
    'SET NULL in a generated column',
    'alter table signed add y int generated always as (1 / num_nonnulls(author)) stored',
  ),
  tables(
    'SET NULL of a column that another key refers to',
    'alter table signed add unique (author); create table y (m uuid references signed (author))',
  ),
];
