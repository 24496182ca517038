/** A statement that runs for long and never checks whether it should stop. */
export interface EndlessStatement {
  sql: string;
  /** How long it would run, from runs with fewer values: time grows with their square. */
  takes: string;
  /** Who refuses it: nobody refuses what plugins need. */
  refusedBy: 'nobody' | 'parser' | 'both';
}

const needed = (takes: string, sql: string): EndlessStatement => ({ sql, takes, refusedBy: 'nobody' });
const byParser = (takes: string, sql: string): EndlessStatement => ({ sql, takes, refusedBy: 'parser' });
const byBoth = (takes: string, sql: string): EndlessStatement => ({ sql, takes, refusedBy: 'both' });

/** Their values are made in moments. `soak/overruns` has found them. */
export const ENDLESS = {
  'arrays that have no element in common': needed(
    '7 hours',
    'select array_fill(1, array[3000000]) && array_fill(2, array[3000000])',
  ),
  'an array in an array': needed(
    '7 hours',
    'select array_fill(1, array[3000000]) <@ (array_fill(0, array[3000000]) || 1)',
  ),
  'a list in a list, as jsonb': needed(
    '1 hour',
    `select ('[' || repeat('0,', 500000) || '1]')::jsonb @> ('[' || repeat('1,', 500000) || '1]')::jsonb`,
  ),
  'LIKE with a long word': needed(
    '11 hours',
    `select repeat('a', 20000000) like '%' || repeat('a', 1000000) || 'b%'`,
  ),
  'a search for a long text': needed(
    '3 hours',
    `select strpos(repeat('a', 20000000), 'b' || repeat('a', 1000000))`,
  ),
  'a replacement of a long text': needed(
    '3 hours',
    `select length(replace(repeat('a', 20000000), 'b' || repeat('a', 1000000), 'c'))`,
  ),
  'the rank of a document with many places of many words': needed(
    '14 minutes',
    `select ts_rank(v, q) from (select string_agg('w' || i || ':' || p, ' ')::tsvector v
      from generate_series(1, 1500) i, (select string_agg(j::text, ',') p from generate_series(1, 255) j) x) d,
      (select string_agg('w' || i, '&')::tsquery q from generate_series(1, 1500) i) s`,
  ),
  'translate with many characters': byParser(
    '32 hours',
    `select length(translate(repeat('a', 20000000), repeat('b', 1000000), ''))`,
  ),
  'trimming of many characters': byParser(
    '18 hours',
    `select ltrim(repeat('a', 20000000), repeat('b', 1000000) || 'a')`,
  ),
  'normalize of many marks': byBoth(
    '8 hours',
    `select length(normalize('a' || repeat(U&'\\0315', 1000000) || repeat(U&'\\0327', 1000000), nfkd))`,
  ),
  'the distance of paths': byBoth(
    '7 hours',
    `select p <-> p from (select ('[' || repeat('(0,0),', 300000) || '(1,2)]')::path as p) x`,
  ),
  'the distance of polygons': byBoth(
    '15 hours',
    `select p <-> q from (select ('(' || repeat('(0,0),', 300000) || '(1,2))')::polygon as p,
      ('(' || repeat('(5,5),', 300000) || '(6,7))')::polygon as q) x`,
  ),
  'the distance of paths that are made of a text': byBoth(
    '7 hours',
    `select x.p <-> x.p from (select ('[' || repeat('(0,0),', 300000) || '(1,2)]').path as p) x`,
  ),
  'the distance of paths that are made of a row': byBoth(
    '7 hours',
    `select f.path <-> f.path from concat('[', repeat('(0,0),', 300000), '(1,2)]') as f`,
  ),
} satisfies Record<string, EndlessStatement>;

export type Endless = keyof typeof ENDLESS;

/** Those that PostgreSQL runs for the role of a plugin, past the parser. */
export const RUN = (Object.keys(ENDLESS) as Endless[]).filter((name) => ENDLESS[name].refusedBy !== 'both');
