import { expect } from 'chai';
import type pg from 'pg';
import { BUILT_IN_FUNCTIONS, BUILT_IN_TYPES } from '../../src/sql-policy/names/built-in-names.ts';
import { readBuiltInNames } from '../../src/sql-policy/names/catalogue.ts';
import { FUNCTIONS } from '../../src/sql-policy/names/functions.ts';
import { NAME_ARGUMENTS } from '../../src/sql-policy/names/name-arguments.ts';
import { OPERATORS } from '../../src/sql-policy/names/operators.ts';
import { TYPES } from '../../src/sql-policy/names/types.ts';
import { startDatabase, type TestDatabase } from '../plugin-host/postgres.ts';
import { refusal, statement } from './judged.ts';

/** Words of the grammar that look like calls, and are no functions of the catalogue. */
const WORDS = ['coalesce', 'nullif', 'greatest', 'least'];

/** Operators that are not allowed. */
const REFUSED_OPERATORS: string[] = [];

/** Types that stand for objects of the catalogue. */
const NAMING = `(SELECT array_agg(oid) FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace
  AND (typname ~ '^_?reg' OR typname ~ '^_?(aclitem|refcursor)$'))::oid[]`;

/** The rules know PostgreSQL by lists; a new version of it that brings a name has to be looked at. */
describe('the lists of names', function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let client: pg.Client;
  before(async () => {
    database = await startDatabase();
    client = await database.connectAsSuperuser();
    await client.query(`create table notes (id int, text text, tags text[])`);
  });
  after(async () => {
    await client?.end();
    await database?.close();
  });

  async function column(sql: string, values: unknown[] = []): Promise<string[]> {
    const { rows } = await client.query({ text: sql, values, rowMode: 'array' });
    return (rows as unknown[][]).map(([value]) => String(value));
  }

  it('have every built-in function that can be an attribute, and every built-in type', async () => {
    const { functions, types } = await readBuiltInNames(client);
    expect(functions).to.deep.equal([...BUILT_IN_FUNCTIONS].sort());
    expect(types).to.deep.equal([...BUILT_IN_TYPES].sort());
  });

  it('allow only what there is', async () => {
    const functions = await column(
      `select distinct proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace`,
    );
    expect([...FUNCTIONS].filter((name) => !functions.includes(name))).to.deep.equal(WORDS);
    expect([...TYPES].filter((name) => !BUILT_IN_TYPES.has(name))).to.deep.equal([]);
  });

  it('name every operator', async () => {
    const operators = await column(`select distinct oprname from pg_operator`);
    expect([...OPERATORS, ...REFUSED_OPERATORS].sort()).to.deep.equal(operators.sort());
  });

  it('refuse all relations of PostgreSQL by their prefix, and arrays of types by their underscore', async () => {
    expect(
      await column(
        `select relname from pg_class where relnamespace = 'pg_catalog'::regnamespace and relname !~ '^pg_'`,
      ),
    ).to.deep.equal([]);
    expect(
      await column(
        `select a.typname from pg_type a join pg_type t on t.typarray = a.oid
          where t.typname = any ($1) and a.typname <> '_' || t.typname`,
        [[...TYPES]],
      ),
    ).to.deep.equal([]);
  });

  it('have names that no longer name is cut to', async () => {
    const longest = Math.max(...[...BUILT_IN_FUNCTIONS, ...BUILT_IN_TYPES].map((name) => name.length));
    expect(longest).to.be.lessThan(63);
  });

  it('know the functions that read their argument as a name, and how many arguments they have then', async () => {
    const found = await column(
      `select proname || ' ' || pronargs from pg_proc where pronamespace = 'pg_catalog'::regnamespace
          and proname = any ($1) and proargtypes[0] = any (${NAMING}) group by proname, pronargs`,
      [[...FUNCTIONS]],
    );
    const known = [...NAME_ARGUMENTS].flatMap(([name, { counts }]) =>
      counts.map((count) => `${name} ${count}`),
    );
    expect(known.sort()).to.deep.equal(found.sort());
  });

  it('allow no function with such an argument elsewhere, and none that gives one', async () => {
    expect(
      await column(
        `select oid::regprocedure from pg_proc where pronamespace = 'pg_catalog'::regnamespace and proname = any ($1)
            and ((proargtypes::oid[])[1:] && ${NAMING} or prorettype = any (${NAMING})
              or (proallargtypes is not null and (proallargtypes::oid[])[2:] && ${NAMING}))`,
        [[...FUNCTIONS]],
      ),
    ).to.deep.equal([]);
  });

  it('allow no function that is run with the rights of another, and none that takes a cstring or internal', async () => {
    expect(
      await column(
        `select oid::regprocedure from pg_proc where pronamespace = 'pg_catalog'::regnamespace and proname = any ($1)
            and (prosecdef or proargtypes::oid[] && array['cstring', 'internal']::regtype[]::oid[])`,
        [[...FUNCTIONS]],
      ),
    ).to.deep.equal([]);
  });

  it('allow only functions that change nothing but sequences, random numbers and time', async () => {
    const changing = await column(
      `select distinct proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace
          and proname = any ($1) and provolatile = 'v'`,
      [[...FUNCTIONS]],
    );
    expect(changing.sort()).to.deep.equal(
      `array_sample array_shuffle clock_timestamp currval gen_random_uuid lastval nextval random random_normal setval
       timeofday uuidv4 uuidv7`.split(/\s+/),
    );
  });

  it('let no built-in function or type through that is on none of them, however it is written', async () => {
    const all = await column(
      `select proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace
       union select typname from pg_type where typnamespace = 'pg_catalog'::regnamespace order by 1`,
    );
    const passed = all
      .flatMap((name) => FORMS.map((form) => form.replaceAll('NAME', `"${name}"`)))
      .filter((sql) => refusal(statement(sql)) === undefined);
    expect(passed.length).to.be.greaterThan(1000);
    await client.query(PROBE);
    const { rows } = await client.query<{ sql: string; used: string }>(
      `select sql, used from unnest($1::text[]) sql, pg_temp.used(sql) used`,
      [passed],
    );
    // Without them nothing was tried.
    expect(rows.length).to.be.greaterThan(500);
    const allowed = new Set([...FUNCTIONS, ...TYPES, ...[...TYPES].map((type) => `_${type}`), ...HARMLESS]);
    const wrong = rows.filter(({ used }) => !allowed.has(used));
    expect(wrong).to.deep.equal([]);
  });
});

/** Ways to write a function or a type. */
const FORMS = [
  `select ('1').NAME`,
  `select ('1'::text).NAME`,
  `select t.NAME from string_to_table('1', ',') t`,
  `select n.NAME from notes n`,
  `select (tags[1]).NAME from notes`,
  `select NAME('1')`,
  `select NAME()`,
  `select treat('1' as NAME)`,
  `select * from NAME('1') f`,
  `select '1'::NAME`,
  `select '{1}'::NAME[]`,
  `select * from json_to_record('{}') as f (a NAME)`,
];

/** Attributes that are allowed beside those of the lists, and what the parser itself uses for its words. */
const HARMLESS = ['date_in', 'cstring', 'unknown'];

/**
 * Which functions and types PostgreSQL takes the names in a statement for, read from the tree of a view; nothing where it
 * takes them for none.
 */
const PROBE = `
  create function pg_temp.used(sql text) returns setof text language plpgsql as $$
  declare tree text;
  begin
    execute 'create temp view probe as ' || sql;
    select ev_action::text into tree from pg_rewrite where ev_class = 'pg_temp.probe'::regclass;
    drop view pg_temp.probe;
    return query
      select proname::text from pg_proc where oid in
        (select (regexp_matches(tree, ':(?:funcid|aggfnoid|winfnoid) (\\d+)', 'g'))[1]::oid)
      union
      select typname::text from pg_type where typtype <> 'c' and oid in
        (select (regexp_matches(tree, ':(?:consttype|resulttype|funcresulttype|paramtype) (\\d+)', 'g'))[1]::oid);
  exception when others then
    return;
  end $$`;
