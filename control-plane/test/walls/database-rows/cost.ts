import { both, parser, type Attack } from './row.ts';

const SLOW =
  'It can run for hours, and PostgreSQL cannot interrupt it; on the embedded PostgreSQL on Linux the server ends it some seconds after its time.';

/** What may run for long, with values so small that it does not. `endless.ts` has it with large ones. */
export const COST_IN_REQUESTS: readonly Attack[] = [
  parser('translate of characters in a column', `select translate(text, text, '') from notes`, SLOW),
  parser('translate of 101 characters', `select translate('a', '${'b'.repeat(101)}', '')`, SLOW),
  parser('trim of characters in a column', 'select trim(both text from text) from notes', SLOW),
  parser('ltrim of characters that are made', `select ltrim(text, repeat('b', 10)) from notes`, SLOW),
  parser('rtrim of bytes in a column', 'select rtrim(text::bytea, text::bytea) from notes', SLOW),
  both('normalize', 'select normalize(text) from notes'),
  both('IS NORMALIZED', 'select text is nfkd normalized from notes'),
  both('the distance of paths', `select '((0,0),(1,1))'::path <-> '((0,0),(1,1))'::path`),
  both('whether polygons overlap', `select '((0,0),(1,1))'::polygon && '((0,0),(1,1))'::polygon`),
  both(
    'a text that becomes a path as if by its column',
    `select ('((0,0),(1,1))'::text).path <-> ('((0,0),(1,1))'::text).path`,
  ),
  both(
    'a text that becomes a polygon as if by its column',
    `select ('((0,0),(1,1))'::text).polygon && ('((0,0),(1,1))'::text).polygon`,
  ),
  both(
    'the value of a function in FROM that becomes a path',
    `select f.path <-> f.path from concat('((0,0),(1,1))') as f`,
  ),
  both(
    'the value of a function without an alias that becomes a polygon',
    `select concat.polygon && concat.polygon from concat('((0,0),(1,1))')`,
  ),
  parser(
    'an array of paths',
    `select array_length('{}'::path[], 1)`,
    'Nothing: PostgreSQL lets no role of a plugin call what takes a path.',
  ),
  both('a polygon of a circle', `select polygon(8, '<(0,0),1>'::circle)`),
  parser('101 queries in WITH', 'with {101 queries} select 1', SLOW),
];

export const COST_IN_MIGRATIONS: readonly Attack[] = [
  both(
    'a view in which the value of a function becomes a path',
    `create view x as select f.path <-> f.path as d from concat('((0,0),(1,1))') as f; table x`,
  ),
  both('a column of paths', 'create table x (p path)'),
  parser(
    'translate of a column in a generated one',
    `create table x (a text, b text, c text generated always as (translate(a, b, '')) stored)`,
    SLOW,
  ),
];
