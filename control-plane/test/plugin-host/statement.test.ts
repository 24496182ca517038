import { expect } from 'chai';
import { checkStatement } from '../../src/plugin-host/capabilities/database/statement.ts';
import type { StatementRefused } from '../../src/plugin-host/capabilities/database/refused.ts';

async function refusalOf(sql: string): Promise<{ message: string; sqlstate: string } | undefined> {
  try {
    await checkStatement(sql, 0);
    return undefined;
  } catch (error) {
    return (error as StatementRefused).refusal;
  }
}

const ALLOWED = [
  'select 1',
  'values (1, 2), (3, 4)',
  'table contacts',
  'select * from contacts where name ilike $1 order by name limit 10 offset 5',
  'select c.id, c.name as label from contacts c join deals d on d.contact_id = c.id left join lateral (select 1) x on true',
  'select count(*) filter (where won), sum(amount)::numeric(12,2), avg(amount) from deals group by rollup (stage)',
  'select row_number() over (partition by stage order by amount desc), lag(amount) over w from deals window w as (order by id)',
  "select coalesce(name, ''), nullif(a, b), greatest(1, 2), case when a then 1 else 2 end from t",
  "select extract(year from created), date_trunc('day', created), created at time zone 'UTC', now(), current_date from t",
  "select position('a' in name), substring(name from 1 for 2), trim(both ' ' from name), overlay(name placing 'x' from 1) from t",
  "select data->>'a', data @> '{}', jsonb_path_query(data, '$.a'), jsonb_build_object('a', 1) from t",
  "select json_object('a': 1), json_array(1, 2), json_arrayagg(name), data is json from t",
  "select * from json_table($1, '$[*]' columns (id int path '$.id', name text path '$.name'))",
  'select array(select id from t), array[1, 2], tags[1:2], unnest(tags) from t',
  "select to_tsvector('english', body) @@ websearch_to_tsquery('english', $1) from t",
  'select * from generate_series(1, 10) with ordinality as g(value, position)',
  'with recursive tree as (select 1 as id union all select id + 1 from tree where id < 5) select * from tree',
  'with gone as (delete from t where id = 1 returning *) insert into archive select * from gone',
  'insert into contacts (name) values ($1) on conflict (email) do update set name = excluded.name returning id',
  'update contacts set name = $1, updated = now() from deals where deals.id = 1 returning old.name, new.name',
  'delete from contacts using deals where deals.contact_id = contacts.id',
  'merge into t using s on t.id = s.id when matched then update set a = s.a when not matched then insert (id) values (s.id)',
  'select * from contacts for update skip locked',
  "select ($1::jsonb)->>0, cast($2 as uuid), $3::text[], gen_random_uuid(), nextval('numbers')",
  'select (address).city, (t).* from t',
  'select "select" from "order" where "Mixed" = 1',
  "select a || b, -a, a ^ 2, a operator(pg_catalog.+) b, a ~* 'x', a between 1 and 2, a is distinct from b from t",
  'select 1 union select 2 intersect select 3 except select 4',
  'select exists (select 1), 1 in (select 1), 2 > any (select 1)',
  "select * from tenant_notes where tenant_notes.x = 'tenant_globex.contacts'",
  'select name collate "C" from t',
  'select 1;',
];

const REFUSED: Record<string, string> = {
  'two statements': 'select 1; select 2',
  nothing: '',
  'a comment alone': '-- nothing',
  'a syntax error': 'selec 1',
  'SET ROLE': 'set role postgres',
  RESET: 'reset role',
  'SET SESSION AUTHORIZATION': 'set session authorization postgres',
  search_path: 'set search_path = x',
  BEGIN: 'begin',
  COMMIT: 'commit',
  SAVEPOINT: 'savepoint a',
  'PREPARE TRANSACTION': "prepare transaction 'x'",
  COPY: "copy contacts to '/tmp/x'",
  'COPY PROGRAM': "copy contacts from program 'id'",
  'COPY a query': 'copy (select 1) to stdout',
  LISTEN: 'listen x',
  NOTIFY: 'notify x',
  'LOCK TABLE': 'lock table contacts',
  DO: 'do $$ begin end $$',
  CALL: 'call x()',
  'CREATE TABLE': 'create table x (id int)',
  'CREATE TEMP TABLE': 'create temp table x (id int)',
  'CREATE FUNCTION': "create function x() returns int language sql as 'select 1'",
  'DROP TABLE': 'drop table contacts',
  'ALTER ROLE': "alter role plexica password 'x'",
  'ALTER TABLE': 'alter table contacts disable row level security',
  TRUNCATE: 'truncate contacts',
  GRANT: 'grant select on contacts to public',
  VACUUM: 'vacuum',
  EXPLAIN: 'explain select 1',
  PREPARE: 'prepare x as select 1',
  EXECUTE: 'execute x',
  DECLARE: 'declare c cursor for select 1',
  'WHERE CURRENT OF': 'delete from contacts where current of c',
  DISCARD: 'discard all',
  SHOW: 'show all',
  'SELECT INTO': 'select 1 into x',
  'SELECT INTO in a set operation': 'select 1 into x union select 2',
  "another tenant's schema": 'select * from tenant_globex__crm.contacts',
  'a schema in a subselect': 'select (select max(id) from tenant_globex.members)',
  'a schema in a CTE': 'with x as (select * from tenant_globex.members) select * from x',
  'a schema in INSERT': 'insert into tenant_globex.members values (1)',
  'a schema in UPDATE': 'update tenant_globex.members set id = 1',
  'a schema in DELETE': 'delete from contacts using tenant_globex.members m',
  'a schema in MERGE': 'merge into tenant_globex.members using t on true when matched then delete',
  'the platform schema': 'select * from plexica.tokens',
  'a database': 'select * from plexica.tenant_acme__crm.contacts',
  pg_class: 'select * from pg_class',
  'pg_class in quotes': 'select * from "pg_class"',
  'pg_catalog.pg_class': 'select * from pg_catalog.pg_class',
  information_schema: 'select * from information_schema.tables',
  pg_roles: 'select rolname from pg_roles',
  pg_stat_activity: 'table pg_stat_activity',
  'a regclass cast': "select 'x'::regclass",
  'a regclass cast by name': "select cast('x' as pg_catalog.regclass)",
  'an array of regclass': "select '{x}'::regclass[]",
  'a regrole cast': 'select 1::regrole',
  'a regnamespace cast': "select regnamespace 'x'",
  'a reg type in a column list': "select * from json_to_recordset('[]') as x(a regclass)",
  'a reg type in json_table': "select * from json_table('[]', '$' columns (a regclass path '$'))",
  'a reg type in json_value': "select json_value('{}', '$' returning regclass)",
  to_regclass: "select to_regclass('x')",
  to_regnamespace: "select to_regnamespace('tenant_globex')",
  current_user: 'select current_user',
  session_user: 'select session_user',
  current_schema: 'select current_schema',
  'current_schemas()': 'select current_schemas(true)',
  current_database: 'select current_database()',
  version: 'select version()',
  set_config: "select set_config('role', 'postgres', false)",
  current_setting: "select current_setting('search_path')",
  pg_sleep: 'select pg_sleep(10)',
  'pg_sleep in FROM': 'select * from pg_sleep(10)',
  'pg_sleep with its schema': 'select pg_catalog.pg_sleep(10)',
  'pg_sleep in quotes': 'select "pg_sleep"(10)',
  'pg_sleep by Unicode escape': 'select U&"pg\\005fsleep"(10)',
  'pg_sleep in ORDER BY': 'select 1 order by pg_sleep(1)',
  'pg_sleep in VALUES': 'values (pg_sleep(1))',
  'pg_sleep in RETURNING': 'delete from t returning pg_sleep(1)',
  'pg_sleep in ON CONFLICT': 'insert into t values (1) on conflict do update set a = pg_sleep(1)',
  'pg_sleep in a window': 'select sum(1) over (order by pg_sleep(1))',
  'pg_sleep in FILTER': 'select count(*) filter (where pg_sleep(1) is null)',
  'pg_sleep in LIMIT': 'select 1 limit pg_sleep(1)',
  'pg_sleep in TABLESAMPLE': 'select * from t tablesample system (pg_sleep(1))',
  'pg_sleep in a row of functions': 'select * from rows from (generate_series(1, 2), pg_sleep(1)) as x',
  'pg_sleep in MERGE': 'merge into t using s on true when matched and pg_sleep(1) is null then delete',
  'pg_sleep in GROUP BY': 'select 1 group by pg_sleep(1)',
  'pg_sleep in json': "select json_object('a': pg_sleep(1))",
  'a function as a column': 'select t.pg_relation_size from t',
  'a function as a field': 'select (t).pg_relation_size from t',
  pg_read_file: "select pg_read_file('/etc/passwd')",
  pg_ls_dir: "select pg_ls_dir('/')",
  lo_import: "select lo_import('/etc/passwd')",
  lo_create: 'select lo_create(0)',
  dblink: "select * from dblink('host=x', 'select 1') as t(a int)",
  query_to_xml: "select query_to_xml('select 1', true, true, '')",
  database_to_xml: "select database_to_xml(true, true, '')",
  xmlelement: 'select xmlelement(name a)',
  ts_stat: "select * from ts_stat('select 1')",
  'ts_rewrite, which runs SQL': "select ts_rewrite('a'::tsquery, 'select 1')",
  pg_advisory_lock: 'select pg_advisory_lock(1)',
  pg_notify: "select pg_notify('a', 'b')",
  pg_terminate_backend: 'select pg_terminate_backend(1)',
  pg_backend_pid: 'select pg_backend_pid()',
  has_schema_privilege: "select has_schema_privilege('tenant_globex', 'usage')",
  obj_description: "select obj_description(1, 'pg_class')",
  col_description: 'select col_description(1, 1)',
  format_type: 'select format_type(1, 1)',
  txid_current: 'select txid_current()',
  inet_server_addr: 'select inet_server_addr()',
  'a function of another schema': 'select tenant_globex.f()',
  'an operator of another schema': 'select 1 operator(tenant_globex.+) 1',
  'an operator of another schema in ANY': 'select 1 operator(tenant_globex.=) any (select 1)',
  'an operator of another schema in ORDER BY': 'select 1 order by 1 using operator(tenant_globex.<)',
  'a type of another schema': "select 'x'::tenant_globex.mood",
  'a collation of another schema': "select 'a' collate tenant_globex.x",
  'a column with its schema': 'select tenant_globex.members.id from members',
  "the platform's settings": "select plexica.x('a')",
  aclitem: "select 'a=r/b'::aclitem",
  pg_lsn: "select '0/0'::pg_lsn",
  'a NUL': 'select \0 1',
};

describe('a statement of a plugin', () => {
  describe('is let through:', () => {
    for (const sql of ALLOWED) {
      it(sql.length > 90 ? `${sql.slice(0, 90)}…` : sql, async () => {
        expect(await refusalOf(sql)).to.equal(undefined);
      });
    }
  });

  describe('is refused:', () => {
    for (const [name, sql] of Object.entries(REFUSED)) {
      it(name, async () => {
        const refusal = await refusalOf(sql);
        expect(refusal?.message).to.be.a('string');
        expect(refusal?.sqlstate).to.match(/^[0-9A-Z]{5}$/);
      });
    }
  });

  it('says what the rule is', async () => {
    expect(await refusalOf('select * from tenant_globex.members')).to.deep.equal({
      sqlstate: '42501',
      message: 'Write members without a schema. A plugin can use only its own schema.',
    });
  });

  it('is at most 64 KiB', async () => {
    const refusal = await refusalOf(`select '${'x'.repeat(65_536)}'`);
    expect(refusal?.sqlstate).to.equal('54000');
  });

  for (const [name, sql] of Object.entries({
    'sums of 30,000 terms': `select ${'1+'.repeat(30_000)}1`,
    'parentheses 30,000 deep': `select ${'('.repeat(30_000)}1${')'.repeat(30_000)}`,
    'subselects 4,000 deep': `select ${'(select '.repeat(4000)}1${')'.repeat(4000)}`,
    '12,000 casts': `select 1${'::int'.repeat(12_000)}`,
  })) {
    it(`is refused with ${name}, and the parser goes on`, async () => {
      expect(await refusalOf(sql)).to.not.equal(undefined);
      expect(await refusalOf(`select 1 as after_${name.length}`)).to.equal(undefined);
    });
  }
});
