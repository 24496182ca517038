import { both, CASTS, parser, type Attack } from './row.ts';

const LOCKS =
  'PostgreSQL locks what has the number before it checks rights, until the transaction ends, and so keeps others waiting.';

/** Half characters that the parser once counted as more bytes than it read, with SQL behind them. */
function behindHalves(sql: string): string {
  return `select '${'\udc00'.repeat(sql.length)}'${sql}`;
}

/** Ways to name a function, type, operator, collation or relation without calling it. */
export const NAMES_IN_REQUESTS: readonly Attack[] = [
  both('SQL behind half characters', behindHalves(`, current_setting('statement_timeout')`)),
  both(
    'rows of another tenant behind half characters',
    behindHalves(' union select text from {other}.notes'),
  ),
  both('a function as a field', `select ('statement_timeout'::text).current_setting`),
  both('a function as a column', `select t.current_setting from string_to_table('statement_timeout', ',') t`),
  both('a function as a field in ORDER BY', `select 1 order by ('statement_timeout'::text).current_setting`),
  both(
    'a function as a field in RETURNING',
    `update notes set text = text returning (array['statement_timeout'])[1].current_setting`,
  ),
  both('SQL in a text, as a field', `select ('select text from {other}.notes'::text).ts_stat`),
  parser('a type as a field', `select ('{other}').regnamespace`, CASTS),
  both('the input of a type as a field', `select ('{other}').regnamespacein`),
  parser('a type as a function', `select regnamespace('{other}')`, CASTS),
  parser('a type by TREAT', `select treat('{other}' as regnamespace)`, CASTS),
  parser('an array of names of schemas', `select '{{other}}'::regnamespace[]`, CASTS),
  parser('an array of names by the name of its type', `select '{{other}}'::_regnamespace`, CASTS),
  parser(
    'names of roles in the columns of a function',
    `select * from json_to_record('{"r": "plexica"}') as x (r regrole)`,
    CASTS,
  ),
  parser(
    'names of roles by JSON_TABLE',
    `select * from json_table('["plexica"]', '$[*]' columns (r regrole path '$'))`,
    CASTS,
  ),
  parser('a row of a catalogue', `select json_populate_record(null::pg_class, '{}')`, CASTS),
  parser('a sequence by its number', 'select nextval(tableoid) from notes_id_seq', LOCKS),
  both('a sequence by a text that is made', `select nextval('{other}' || '.notes_id_seq')`),
  both('a sequence of another tenant, in a text', `select nextval('{other}.notes_id_seq')`),
  both('setting a sequence of another tenant', `select setval('{other}.notes_id_seq', 1)`),
  both('a text search configuration of another tenant', `select to_tsvector('{other}.english', 'a')`),
  parser('a text search configuration by its number', `select to_tsvector('3748', 'a')`, CASTS),
  both('an operator of another tenant', 'select 1 operator({other}.+) 1'),
  both('a collation of another tenant', `select 'a' collate {other}.x`),
];

export const NAMES_IN_MIGRATIONS: readonly Attack[] = [
  both(
    'rows of another tenant behind half characters',
    behindHalves(' union select text from {other}.notes'),
  ),
  both(
    'a view with a function as a field',
    'create view x as select (text).current_setting from notes; select * from x',
  ),
  parser(
    'a default that takes a sequence by its number',
    `create table x (id int default nextval('1259'))`,
    LOCKS,
  ),
  both('a column of names of schemas', 'create table x (n regnamespace)'),
  both('a type with names of roles', 'create type x as (r _regrole)'),
  both('a domain of names of schemas', 'create domain x as regnamespace[]'),
  both(
    'a column changed to names of schemas',
    `alter table notes alter text type regnamespace using 'pg_catalog'`,
  ),
  both('a column of rows of a catalogue', 'create table x (r pg_tables)'),
  both(
    'an exclusion by an operator of another tenant',
    'create table x (r int4range, exclude using gist (r with operator({other}.&&)))',
  ),
  both(
    'an index in another tablespace',
    'create table x (id int primary key using index tablespace pg_global)',
  ),
  both('a sequence owned by a table of another tenant', 'create sequence x owned by {other}.notes.id'),
  both(
    'an identity whose sequence is in another tenant',
    'create table x (id int generated always as identity (sequence name {other}.x))',
  ),
  both('a column of rows of members', 'create table x (m members)'),
  both('a type with rows of workspaces', 'create type x as (w workspaces[])'),
  parser(
    'a view with the columns of members',
    'create view x as select (null::members).*',
    'It learns the names of the columns, and nothing in them.',
  ),
  both('a type of another tenant renamed', 'alter type {other}.x rename to y'),
];
