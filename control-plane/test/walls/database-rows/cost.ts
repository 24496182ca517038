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
  parser(
    'an array of paths',
    `select array_length('{}'::path[], 1)`,
    'Nothing: PostgreSQL lets no role of a plugin call what takes a path.',
  ),
  both('a polygon of a circle', `select polygon(8, '<(0,0),1>'::circle)`),
];

export const COST_IN_MIGRATIONS: readonly Attack[] = [
  both('a column of paths', 'create table x (p path)'),
  parser(
    'translate of a column in a generated one',
    `create table x (a text, b text, c text generated always as (translate(a, b, '')) stored)`,
    SLOW,
  ),
];
