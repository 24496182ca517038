import type pg from 'pg';
import { FUNCTIONS } from '../../src/sql-policy/names/functions.ts';
import { OPERATORS } from '../../src/sql-policy/names/operators.ts';
import { TYPES } from '../../src/sql-policy/names/types.ts';
import { ROWS, SHAPES } from './values.ts';

/** Something that a plugin's SQL may ask the database to do. */
export interface Call {
  /** `translate(text, text, text)`, `path <-> path` */
  name: string;
  /** Types of its arguments, keys of `SHAPES`. */
  types: readonly string[];
  /** An expression, or for `rows` a whole query of that many rows. */
  sql: (args: readonly string[]) => string;
  rows?: true;
}

/** What stands for a type that stands for many. Those of one list go together. */
const POLYMORPHIC: Record<string, string>[] = [
  { element: 'text', array: 'text[]' },
  { element: 'int4', array: 'int4[]', range: 'int4range', multirange: 'int4multirange' },
  { element: 'numeric', array: 'numeric[]', range: 'numrange', multirange: 'nummultirange' },
  { element: 'jsonb', array: 'jsonb[]' },
  { element: 'interval', array: 'interval[]' },
];
const STANDS_FOR: Record<string, string> = {
  any: 'element',
  anyelement: 'element',
  anynonarray: 'element',
  anycompatible: 'element',
  anycompatiblenonarray: 'element',
  anyarray: 'array',
  anycompatiblearray: 'array',
  anyrange: 'range',
  anycompatiblerange: 'range',
  anymultirange: 'multirange',
  anycompatiblemultirange: 'multirange',
};

/** As `SHAPES` names types, from PostgreSQL's own names. */
function shortName(type: string): string {
  const array = type.startsWith('_');
  const name = array ? type.slice(1) : type;
  return (name === 'char' ? '"char"' : name) + (array ? '[]' : '');
}

/** @returns the types of the arguments in every way in which they can be chosen; none where one is of no use here */
function choices(types: readonly string[]): string[][] {
  const names = types.map(shortName);
  const open = names.some((name) => name in STANDS_FOR);
  const all = open
    ? POLYMORPHIC.map((chosen) => names.map((name) => chosen[STANDS_FOR[name] ?? ''] ?? name))
    : [names];
  return all.filter((list) => list.every((name) => name in SHAPES && isAllowed(name)));
}

function isAllowed(type: string): boolean {
  return TYPES.has(type.replace(/\[\]$/, '').replaceAll('"', ''));
}

interface Procedure {
  name: string;
  kind: 'f' | 'a' | 'w';
  types: string[];
  variadic: boolean;
  /** Of an aggregate: how many arguments are given directly, before WITHIN GROUP. */
  direct: number | null;
  set: boolean;
}

async function functions(client: pg.Client): Promise<Call[]> {
  const { rows } = await client.query<Procedure>(
    `select p.proname as name, p.prokind as kind, p.proretset as set, p.provariadic <> 0 as variadic,
            case when a.aggkind in ('o', 'h') then a.aggnumdirectargs end as direct,
            coalesce(array(select t.typname::text from unnest(p.proargtypes) with ordinality u(oid, n)
                    join pg_type t on t.oid = u.oid order by n), '{}') as types
       from pg_proc p left join pg_aggregate a on a.aggfnoid = p.oid
      where p.pronamespace = 'pg_catalog'::regnamespace and p.proname = any($1) and p.prokind in ('f', 'a')
      order by p.proname, p.oid`,
    [[...FUNCTIONS]],
  );
  return rows.flatMap((procedure) => choices(procedure.types).flatMap((types) => callsOf(procedure, types)));
}

function callsOf({ name, kind, variadic, direct, set }: Procedure, types: string[]): Call[] {
  const called = `pg_catalog."${name}"`;
  const title = `${name}(${types.join(', ')})`;
  if (kind === 'a') return aggregate(called, title, types, direct);
  const list = (args: readonly string[]): string =>
    args.map((arg, index) => (variadic && index === args.length - 1 ? `variadic ${arg}` : arg)).join(', ');
  if (set)
    return [
      { name: title, types, rows: true, sql: (args) => `select count(*) from ${called}(${list(args)})` },
    ];
  return [{ name: title, types, sql: (args) => `${called}(${list(args)})` }];
}

/** Over many small rows, and over fewer large ones. */
function aggregate(called: string, title: string, types: string[], direct: number | null): Call[] {
  if (direct !== null) {
    const last = types.at(-1) ?? 'int4';
    const row = ROWS[last];
    if (row === undefined) return [];
    const fixed = types.slice(0, -1).map((type) => (type === 'float8' ? '0.5' : `null::${type}`));
    return [
      {
        name: `${title} of rows`,
        types: [],
        rows: true,
        sql: () =>
          `select ${called}(${fixed.slice(0, direct).join(', ')}) within group (order by v) from (select ${row} v from rows) r`,
      },
    ];
  }
  const small = types.map((type) => ROWS[type]);
  const rows: Call[] = small.includes(undefined)
    ? []
    : [
        {
          name: `${title} of rows`,
          types: [],
          rows: true,
          sql: () => `select ${called}(${small.join(', ')}) is null from rows`,
        },
        {
          name: `${title} of rows, distinct`,
          types: [],
          rows: true,
          sql: () => `select ${called}(distinct ${small.join(', ')}) is null from rows`,
        },
      ];
  const large: Call = {
    name: title,
    types,
    rows: true,
    sql: (args) => `select ${called}(${args.join(', ')}) is null from generate_series(1, 20)`,
  };
  return types.length === 0 ? rows : [...rows, large];
}

async function operators(client: pg.Client): Promise<Call[]> {
  const { rows } = await client.query<{ name: string; types: string[] }>(
    `select o.oprname as name, array_remove(array[l.typname::text, r.typname::text], null) as types
       from pg_operator o left join pg_type l on l.oid = o.oprleft join pg_type r on r.oid = o.oprright
      where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprcode <> 0 and o.oprname = any($1)
      order by o.oprname, o.oid`,
    [[...OPERATORS]],
  );
  return rows.flatMap(({ name, types }) =>
    choices(types).map((chosen) => ({
      name: chosen.length === 1 ? `${name} ${chosen[0]}` : `${chosen[0]} ${name} ${chosen[1]}`,
      types: chosen,
      sql: (args) =>
        args.length === 1
          ? `operator(pg_catalog.${name}) ${args[0]}`
          : `${args[0]} operator(pg_catalog.${name}) ${args[1]}`,
    })),
  );
}

async function casts(client: pg.Client): Promise<Call[]> {
  const { rows } = await client.query<{ types: [string, string] }>(
    `select array[s.typname::text, t.typname::text] as types
       from pg_cast c join pg_type s on s.oid = c.castsource join pg_type t on t.oid = c.casttarget
      where c.castmethod = 'f' order by c.oid`,
  );
  const known = rows
    .map(({ types }) => types.map(shortName))
    .filter((types) => types.every((type) => type in SHAPES && isAllowed(type)));
  const byText = Object.keys(SHAPES)
    .filter(isAllowed)
    .flatMap((type) => [
      ['text', type],
      [type, 'text'],
    ]);
  const cast = ([from, to]: string[]): Call => ({
    name: `${from}::${to}`,
    types: [from as string],
    sql: ([arg]) => `${arg}::${to}`,
  });
  return [...known, ...byText].map(cast);
}

/** Forms that are written without the name of a function or operator. */
function forms(): Call[] {
  const rows = (name: string, sql: string): Call => ({ name, types: [], rows: true, sql: () => sql });
  const form = (name: string, types: string[], sql: Call['sql']): Call => ({ name, types, sql });
  const any = ['~~', '~~*', '~', '~*', '=', '<'].map((operator) =>
    form(
      `text ${operator} any(text[])`,
      ['text', 'text[]'],
      ([a, b]) => `${a} ${operator} any(${b}::text[])`,
    ),
  );
  const anyOf = (['numeric', 'jsonb', 'int4', 'interval'] as const).map((type) =>
    form(`${type} = any(${type}[])`, [type, `${type}[]`], ([a, b]) => `${a} = any(${b}::${type}[])`),
  );
  return [
    ...any,
    ...anyOf,
    form('jsonb @> any(jsonb[])', ['jsonb', 'jsonb[]'], ([a, b]) => `${a} @> any(${b}::jsonb[])`),
    form('text similar to text', ['text', 'text'], ([a, b]) => `${a} similar to ${b}`),
    form('text similar to text escape', ['text', 'text'], ([a, b]) => `${a} similar to ${b} escape '#'`),
    form(
      'substring(text similar text)',
      ['text', 'text'],
      ([a, b]) => `substring(${a} similar ${b} escape '#')`,
    ),
    form('overlay', ['text', 'text'], ([a, b]) => `overlay(${a} placing ${b} from 5)`),
    ...['nfc', 'nfd', 'nfkc', 'nfkd'].map((kind) =>
      form(`normalize ${kind}`, ['text'], ([a]) => `normalize(${a}, ${kind})`),
    ),
    form('is normalized', ['text'], ([a]) => `${a} is nfkc normalized`),
    form('text is json', ['text'], ([a]) => `${a} is json`),
    form('text is json with unique keys', ['text'], ([a]) => `${a} is json with unique keys`),
    form('json is json with unique keys', ['json'], ([a]) => `${a} is json with unique keys`),
    form(
      'json_exists',
      ['jsonb', 'jsonpath', 'jsonb'],
      ([a, b, c]) => `json_exists(${a}, ${b} passing ${c} as x)`,
    ),
    form(
      'json_query',
      ['jsonb', 'jsonpath', 'jsonb'],
      ([a, b, c]) => `json_query(${a}, ${b} passing ${c} as x with wrapper)`,
    ),
    form(
      'json_table',
      ['jsonb', 'jsonpath'],
      ([a, b]) => `(select count(*) from json_table(${a}, ${b} columns (x text path '$')) t)`,
    ),
    form('json_serialize', ['json'], ([a]) => `json_serialize(${a})`),
    form('row = row', ['text[]', 'text[]'], ([a, b]) => `row(${a}, 1) = row(${b}, 1)`),
    form('slice', ['text[]'], ([a]) => `(${a})[5:]`),
    form('element', ['text[]'], ([a]) => `(${a})[array_length(${a}, 1)]`),
    form('text[]::int4[]', ['text[]'], ([a]) => `${a}::int4[]`),
    form('text[]::numeric[]', ['int4[]'], ([a]) => `${a}::numeric[]`),
    form('text[]::varchar(3)[]', ['text[]'], ([a]) => `${a}::varchar(3)[]`),
    form('text[]::jsonpath[]', ['text[]'], ([a]) => `${a}::jsonpath[]`),
    form('text[]::jsonb[]', ['int4[]'], ([a]) => `${a}::text[]::jsonb[]`),
    form('text < text, collation und-x-icu', ['text', 'text'], ([a, b]) => `${a} < ${b} collate "und-x-icu"`),
    form('upper, collation und-x-icu', ['text'], ([a]) => `upper(${a} collate "und-x-icu")`),
    form(
      'text ilike text, collation und-x-icu',
      ['text', 'text'],
      ([a, b]) => `${a} ilike ${b} collate "und-x-icu"`,
    ),
    form('text < text, collation unicode', ['text', 'text'], ([a, b]) => `${a} < ${b} collate unicode`),
    form('xml', ['text'], ([a]) => `${a}::xml`),
    form('extract of interval', ['interval'], ([a]) => `extract(epoch from ${a})`),
    rows('rows in order', `select count(*) from (select 'k' || i v from rows order by 1) s`),
    rows(
      'rows in order of long keys',
      `select count(*) from (select repeat('a', 1000) || i v from rows where i < 20000 order by 1 collate "und-x-icu") s`,
    ),
    rows('distinct rows', `select count(distinct 'k' || i % 1000) from rows`),
    rows(
      'cube',
      `select count(*) from (select 1 from rows where i < 1000 group by cube (i, i%2, i%3, i%4, i%5, i%6, i%7, i%8)) s`,
    ),
    rows(
      'recursion with cycle',
      `with recursive n as (select 1 as i union all select i + 1 from n where i < 20000) cycle i set c using p select count(*) from n`,
    ),
    rows(
      'window over all but one',
      `select max(s) from (select count(*) over (order by i rows between unbounded preceding and unbounded following exclude current row) s from rows) w`,
    ),
    rows(
      'window minimum',
      `select max(s) from (select min(-i) over (order by i rows between 100000 preceding and current row) s from rows) w`,
    ),
    rows(
      'nth_value',
      `select max(s) from (select nth_value(i, 100000) over (order by i rows between unbounded preceding and unbounded following) s from rows) w`,
    ),
    rows(
      'ntile, lag, rank',
      `select count(*) from (select ntile(7) over w, lag(i, 100000) over w, rank() over w, cume_dist() over w, percent_rank() over w from rows window w as (order by i % 10)) s`,
    ),
    rows(
      'grouping of long keys',
      `select count(*) from (select repeat('a', 10000) || i % 100 v from rows where i < 20000 group by 1) s`,
    ),
    rows('array_agg of arrays', `select array_agg(array[i, i, i, i]) is null from rows`),
    rows(
      'in a long list',
      `select count(*) from rows where i in (${Array.from({ length: 5000 }, (_, n) => n).join(',')})`,
    ),
    rows(
      'a long condition',
      `select count(*) from rows where ${Array.from({ length: 3000 }, (_, n) => `i<>${n}`).join(' and ')}`,
    ),
    rows(
      'a long alternative',
      `select count(*) from rows where ${Array.from({ length: 3000 }, (_, n) => `i+1=${n}`).join(' or ')}`,
    ),
    rows(
      'many joins',
      `select count(*) from ${Array.from({ length: 60 }, (_, n) => `(select 1 i) t${n}`).join(' cross join ')}`,
    ),
    rows(
      'many joined tables',
      `select count(*) from ${Array.from({ length: 25 }, (_, n) => `rows t${n}`).join(' natural join ')} where t0.i = 1`,
    ),
    rows(
      'many classes of equals',
      `select count(*) from rows a, rows b where a.i = 1 and ${Array.from({ length: 1500 }, (_, n) => `a.i+${n}=b.i+${n}`).join(' and ')}`,
    ),
    rows(
      'many columns',
      `select count(*) from (select ${Array.from({ length: 1600 }, (_, n) => `i+${n} c${n}`).join(', ')} from rows where i < 100 order by 1) s`,
    ),
    rows(
      'nested queries',
      `${'select * from ('.repeat(250)}select 1${Array.from({ length: 250 }, (_, n) => `) s${n}`).join('')}`,
    ),
    rows('many unions', Array.from({ length: 2000 }, () => 'select 1').join(' union ')),
    rows(
      'case of many',
      `select count(*) from rows where case ${Array.from({ length: 2000 }, (_, n) => `when i=${n} then ${n}=2`).join(' ')} end`,
    ),
    rows(
      'many common table expressions',
      `with ${Array.from({ length: 800 }, (_, n) => `c${n} as (select * from ${n === 0 ? '(select 1) x' : `c${n - 1}`})`).join(', ')} select * from c799`,
    ),
    rows(
      'doubled common table expressions',
      `with ${Array.from({ length: 20 }, (_, n) => `c${n} as not materialized (select ${n === 0 ? '1 v' : `a.v from c${n - 1} a, c${n - 1} b`})`).join(', ')} select * from c19`,
    ),
  ];
}

/** Everything, in an order that is the same every time. */
export async function allCalls(client: pg.Client): Promise<Call[]> {
  return [...(await functions(client)), ...(await operators(client)), ...(await casts(client)), ...forms()];
}
