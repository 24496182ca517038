/**
 * Values of every type that a plugin may use, as SQL, in shapes that are known to be slow: all the same, different only
 * at the end, all different, and what parsers of the type stumble over.
 */

/** SQL of a value of about `bytes` bytes. */
type Shape = (bytes: number) => string;

const many = (item: string, count: number): string =>
  `(select ${item} from generate_series(1, ${Math.ceil(count)}) i)`;
const array = (item: string, bytesOfOne: number): Shape => {
  return (bytes) => many(`array_agg(${item})`, Math.max(1, Math.floor(bytes / bytesOfOne)));
};
const repeat = (piece: string): Shape => {
  return (bytes) => `repeat('${piece}', ${Math.max(1, Math.floor(bytes / Buffer.byteLength(piece)))})`;
};
const constant =
  (text: string): Shape =>
  () =>
    `'${text}'`;

const TEXT: Record<string, Shape> = {
  same: repeat('a'),
  'differs at the end': (bytes) => `repeat('a', ${bytes - 1}) || 'b'`,
  'differs at the beginning': (bytes) => `'b' || repeat('a', ${bytes - 1})`,
  'found at the end': (bytes) => `repeat('b', ${bytes - 1}) || 'a'`,
  alternating: repeat('ab'),
  'all different': (bytes) => many(`string_agg(chr(19968 + i % 20000), '')`, bytes / 3),
  words: (bytes) => many(`string_agg(md5(i::text), ' ')`, bytes / 33),
  'wildcards of LIKE': (bytes) => `repeat('%a', ${bytes / 2}) || 'b'`,
  'LIKE with a long word': (bytes) => `'%' || repeat('a', ${bytes - 3}) || 'b%'`,
  'LIKE with long words': (bytes) => `repeat('%' || repeat('a', 50) || 'b', ${Math.ceil(bytes / 52)}) || '%'`,
  underscores: (bytes) => `repeat('_', ${bytes - 1}) || 'b'`,
  digits: repeat('9'),
  spaces: repeat(' '),
  commas: repeat(','),
  quotes: (bytes) => `repeat('''', ${bytes})`,
  backslashes: (bytes) => `repeat('\\', ${bytes})`,
  hyphens: repeat('a-'),
  dots: repeat('a.'),
  slashes: repeat('/a'),
  addresses: repeat('a@'),
  'dotted address': (bytes) => `repeat('a.', ${bytes / 2}) || 'a@'`,
  urls: repeat('http://a.bc/'),
  tags: repeat('<a'),
  entities: repeat('&#'),
  marks: (bytes) => `'a' || repeat(U&'\\0315', ${bytes / 4}) || repeat(U&'\\0327', ${bytes / 4})`,
  syllables: repeat('각'),
  'sharp s': repeat('ß'),
  list: (bytes) => `'{' || repeat('a,', ${bytes / 2}) || 'a}'`,
  'JSON list': (bytes) => `'[' || repeat('1,', ${bytes / 2}) || '1]'`,
  'nested JSON': (bytes) => `repeat('[', ${Math.min(bytes, 3000)}) || repeat(']', ${Math.min(bytes, 3000)})`,
  formats: repeat('%1$s'),
  'time formats': repeat('TMMonth'),
  'number formats': repeat('9'),
  unicode: repeat('\\+01F600'),
  'nested stars': constant('((a*)*)*b'),
  'back reference': constant('(a*)(a*)(a*)\\1\\2\\3b'),
  alternatives: constant('(a|aa|aaa|aaaa)+$'),
  'counted states': constant('(.*a){12}b'),
  'long regexp': (bytes) =>
    `repeat('a?', ${Math.min(bytes, 20_000)}) || repeat('a', ${Math.min(bytes, 20_000)})`,
  brackets: (bytes) =>
    `'[' || (select string_agg(chr(19968 + i * 2 % 20000), '') from generate_series(1, ${Math.min(bytes, 20_000)}) i) || ']'`,
  short: constant('a'),
  none: constant(''),
};

const point = '(0,0)';
const points: Shape = (bytes) => `('[' || repeat('(0,0),', ${bytes / 16}) || '(1,2)]')`;
const zigzag: Shape = (bytes) =>
  `('(' || (select string_agg('(' || i || ',' || i % 2 * 1000 || ')', ',') from generate_series(1, ${Math.floor(bytes / 16)}) i) || ')')`;

const ranges = (type: string, from: (i: string) => string): Record<string, Shape> => ({
  many: (bytes) => many(`range_agg(${type}(${from('i * 3')}, ${from('i * 3 + 1')}))`, bytes / 16),
  shifted: (bytes) => many(`range_agg(${type}(${from('i * 3 + 1')}, ${from('i * 3 + 2')}))`, bytes / 16),
  overlapping: (bytes) => many(`range_agg(${type}(${from('i * 3')}, ${from('i * 3 + 2')}))`, bytes / 16),
});

const digits = (bytes: number): number => Math.min(Math.floor(bytes), 131_000);

export const SHAPES: Record<string, Record<string, Shape>> = {
  text: TEXT,
  varchar: { same: repeat('a'), 'differs at the end': TEXT['differs at the end'] as Shape },
  bpchar: { same: repeat('a'), spaces: (bytes) => `'a' || repeat(' ', ${bytes})` },
  bytea: {
    same: (bytes) => `convert_to(repeat('a', ${bytes}), 'UTF8')`,
    'differs at the end': (bytes) => `convert_to(repeat('a', ${bytes - 1}) || 'b', 'UTF8')`,
    'differs at the beginning': (bytes) => `convert_to('b' || repeat('a', ${bytes - 1}), 'UTF8')`,
    'all different': (bytes) =>
      `(select string_agg(decode(md5(i::text), 'hex'), '') from generate_series(1, ${bytes / 16}) i)`,
    short: () => `'\\x61'::bytea`,
  },
  name: { one: constant('a') },
  '"char"': { one: constant('A') },
  bool: { one: constant('true') },
  int2: { one: constant('7'), less: constant('-1') },
  int4: {
    one: constant('1'),
    less: constant('-1'),
    some: constant('1000'),
    most: constant('2147483647'),
    bytes: (bytes) => `${bytes}`,
  },
  int8: {
    one: constant('1'),
    less: constant('-1'),
    some: constant('1000003'),
    most: constant('9223372036854775807'),
  },
  float4: { one: constant('1.5'), most: constant('3e38') },
  float8: { one: constant('1.5'), most: constant('1e308'), least: constant('1e-308') },
  numeric: {
    integer: (bytes) => `repeat('9', ${digits(bytes)})::numeric`,
    fraction: (bytes) => `('0.' || repeat('7', ${Math.min(digits(bytes), 16_380)}))::numeric`,
    both: (bytes) =>
      `(repeat('9', ${digits(bytes)}) || '.' || repeat('7', ${Math.min(digits(bytes), 16_380)}))::numeric`,
    'near one': (bytes) => `('1.' || repeat('0', ${Math.min(digits(bytes), 8000)}) || '1')::numeric`,
    thousands: constant('5999.123456789'),
    power: constant('131071'),
    less: constant('-3.5'),
    two: constant('2'),
  },
  money: { one: constant('1.5') },
  oid: { one: constant('1') },
  uuid: { one: () => `'00000000-0000-4000-8000-000000000000'` },
  date: { one: constant('2026-01-01'), first: constant('4713-01-01 BC'), never: constant('infinity') },
  time: { one: constant('12:00') },
  timetz: { one: constant('12:00+01') },
  timestamp: {
    one: constant('2026-01-01'),
    first: constant('4713-01-01 BC'),
    last: constant('294276-12-31'),
  },
  timestamptz: {
    one: constant('2026-01-01'),
    first: constant('4713-01-02 BC'),
    last: constant('294276-12-30'),
  },
  interval: { one: constant('1 day'), least: constant('1 microsecond'), most: constant('170000000 years') },
  inet: { one: constant('10.0.0.1/8'), six: constant('fe80::1/64') },
  cidr: { one: constant('10.0.0.0/8') },
  macaddr: { one: constant('08:00:2b:01:02:03') },
  macaddr8: { one: constant('08:00:2b:01:02:03:04:05') },
  bit: { many: (bytes) => `repeat('10', ${bytes * 2})::varbit::bit(${bytes * 4})` },
  varbit: {
    many: (bytes) => `repeat('10', ${bytes * 2})::varbit`,
    none: (bytes) => `repeat('0', ${bytes * 4})::varbit`,
    last: (bytes) => `(repeat('0', ${bytes * 4 - 1}) || '1')::varbit`,
    short: constant('1'),
  },
  json: {
    list: (bytes) => `('[' || repeat('1,', ${bytes / 2}) || '1]')::json`,
    object: (bytes) => many(`json_object_agg('k' || i, i)`, bytes / 16),
    nested: (bytes) =>
      `(repeat('[', ${Math.min(bytes, 3000)}) || repeat(']', ${Math.min(bytes, 3000)}))::json`,
    text: (bytes) => `to_json(repeat('"', ${bytes / 2}))`,
    lists: (bytes) => many(`json_agg(array[i, i])`, bytes / 8),
    objects: (bytes) => many(`json_agg(json_build_object('a', i))`, bytes / 16),
  },
  jsonb: {
    list: (bytes) => many('jsonb_agg(i)', bytes / 16),
    texts: (bytes) => many(`jsonb_agg('k' || i)`, bytes / 16),
    others: (bytes) => many(`jsonb_agg('x' || i)`, bytes / 16),
    same: (bytes) => many(`jsonb_agg(1)`, bytes / 16),
    object: (bytes) => many(`jsonb_object_agg('k' || i, i)`, bytes / 24),
    nested: (bytes) =>
      `(repeat('[', ${Math.min(bytes, 3000)}) || repeat(']', ${Math.min(bytes, 3000)}))::jsonb`,
    lists: (bytes) => many(`jsonb_agg(array[i, i])`, bytes / 40),
    'other lists': (bytes) => many(`jsonb_agg(array[-i, i])`, bytes / 40),
    objects: (bytes) => many(`jsonb_agg(jsonb_build_object('a', i))`, bytes / 40),
    'other objects': (bytes) => many(`jsonb_agg(jsonb_build_object('a', -i))`, bytes / 40),
    text: (bytes) => `to_jsonb(repeat('a', ${bytes}))`,
    number: (bytes) => `to_jsonb(repeat('9', ${digits(bytes)})::numeric)`,
    one: constant('1'),
  },
  jsonpath: {
    all: constant('$.**'),
    equal: constant('$[*] ? (@ == $[*])'),
    product: constant('$[*] ? (exists($[*] ? (@ == 2)))'),
    regexp: constant('$.** ? (@ like_regex "((a*)*)*b")'),
    'back reference': constant('$.** ? (@ like_regex "^(a|aa)+$")'),
    cubes: constant('$[*] ? ($[*] == -1 && $[*] == -2)'),
    long: (bytes) => `('$' || repeat('.a', ${Math.min(bytes, 1_000_000) / 2}))::jsonpath`,
    filters: (bytes) => `('$' || repeat(' ? (@ == 1)', ${Math.min(bytes, 1_000_000) / 12}))::jsonpath`,
    variable: constant('$[*] ? (@ == $x[*])'),
  },
  tsvector: {
    words: (bytes) => many(`array_to_tsvector(array_agg('w' || i))`, Math.min(bytes, 900_000) / 16),
    others: (bytes) => many(`array_to_tsvector(array_agg('x' || i))`, Math.min(bytes, 900_000) / 16),
    positions: (bytes) =>
      `(select string_agg('w' || i || ':' || p, ' ')::tsvector from generate_series(1, ${Math.min(bytes, 900_000) / 600}) i, (select string_agg(j::text, ',') p from generate_series(1, 255) j) q)`,
  },
  tsquery: {
    and: (bytes) =>
      `(select string_agg('w' || i, '&')::tsquery from generate_series(1, ${Math.min(bytes, 500_000) / 24}) i)`,
    or: (bytes) =>
      `(select string_agg('w' || i, '|')::tsquery from generate_series(1, ${Math.min(bytes, 500_000) / 24}) i)`,
    other: (bytes) =>
      `(select string_agg('x' || i, '|')::tsquery from generate_series(1, ${Math.min(bytes, 500_000) / 24}) i)`,
    phrase: (bytes) =>
      `(select string_agg('w' || i, '<->')::tsquery from generate_series(1, ${Math.min(bytes, 500_000) / 24}) i)`,
    prefix: (bytes) =>
      `(select string_agg('w:*', '&')::tsquery from generate_series(1, ${Math.min(bytes, 500_000) / 24}) i)`,
    'phrase of alternatives': (bytes) =>
      `(select string_agg('(w1:*|w2:*)', '<->')::tsquery from generate_series(1, ${Math.min(bytes, 100_000) / 48}) i)`,
    nots: (bytes) =>
      `(select string_agg('!w' || i, '<->')::tsquery from generate_series(1, ${Math.min(bytes, 100_000) / 24}) i)`,
    one: constant('w1'),
  },
  point: { one: constant(point) },
  line: { one: constant('{1,1,1}') },
  lseg: { one: constant('[(0,0),(1,1)]') },
  box: { one: constant('(0,0),(1,1)') },
  circle: { one: constant('<(0,0),1>') },
  path: { many: points, zigzag },
  polygon: { many: (bytes) => `translate(${points(bytes)}, '[]', '()')`, zigzag },
  'text[]': {
    different: array(`'k' || i`, 12),
    others: array(`'x' || i`, 12),
    same: array(`'a'::text`, 8),
    long: (bytes) => `array_fill(repeat('a', 1000), array[${Math.max(1, Math.floor(bytes / 1000))}])`,
    'long others': (bytes) =>
      `array_fill(repeat('a', 999) || 'b', array[${Math.max(1, Math.floor(bytes / 1000))}])`,
    'long words': (bytes) =>
      `array_fill('%' || repeat('a', 990) || 'b%', array[${Math.max(1, Math.floor(bytes / 1000))}])`,
    wildcards: (bytes) =>
      `array_fill(repeat('%a', 500) || 'b', array[${Math.max(1, Math.floor(bytes / 1000))}])`,
    nulls: (bytes) => `array_fill(null::text, array[${bytes}])`,
    one: () => `array['a']`,
  },
  'int4[]': {
    different: array('i', 4),
    others: array('-i', 4),
    same: array('0', 4),
    nulls: (bytes) => `array_fill(null::int, array[${bytes}])`,
    square: (bytes) =>
      `array_fill(1, array[${Math.floor(Math.sqrt(bytes / 4))}, ${Math.floor(Math.sqrt(bytes / 4))}])`,
    one: () => 'array[1]',
  },
  'numeric[]': {
    different: array('i::numeric', 12),
    others: array('-i::numeric', 12),
    long: (bytes) =>
      `array_fill(repeat('9', 10000)::numeric, array[${Math.max(1, Math.floor(bytes / 5000))}])`,
  },
  'jsonb[]': { different: array('to_jsonb(i)', 20), others: array(`to_jsonb('x' || i)`, 20) },
  'json[]': { different: array('to_json(i)', 8) },
  'interval[]': { different: array(`i * interval '1 s'`, 16), others: array(`i * interval '-1 s'`, 16) },
  'path[]': { some: (bytes) => `array_fill(${points(bytes / 10)}::path, array[10])` },
  'tsvector[]': { some: (bytes) => `array_fill('a b'::tsvector, array[${Math.floor(bytes / 24)}])` },
  '"char"[]': { one: () => `array['A','B']::"char"[]` },
  int4range: { one: constant('[1,5)'), empty: constant('empty') },
  int8range: { one: constant('[1,5)') },
  numrange: {
    one: constant('[1,5)'),
    long: (bytes) => `numrange(1, repeat('9', ${digits(bytes)})::numeric)`,
  },
  tsrange: { one: constant('[2026-01-01,2026-01-02)') },
  tstzrange: { one: constant('[2026-01-01,2026-01-02)') },
  daterange: { one: constant('[2026-01-01,2026-01-02)') },
  int4multirange: ranges('int4range', (i) => i),
  int8multirange: ranges('int8range', (i) => i),
  nummultirange: ranges('numrange', (i) => i),
  tsmultirange: ranges('tsrange', (i) => `timestamp '2026-01-01' + (${i}) * interval '1 s'`),
  tstzmultirange: ranges('tstzrange', (i) => `timestamptz '2026-01-01' + (${i}) * interval '1 s'`),
  datemultirange: ranges('daterange', (i) => `date '2026-01-01' + (${i}) % 1000000`),
};

/** Small values for the rows of an aggregate, from the number of the row, `i`. */
export const ROWS: Record<string, string> = {
  text: `'k' || i`,
  bytea: `convert_to('k' || i, 'UTF8')`,
  bool: 'i % 2 = 0',
  int2: '(i % 30000)::int2',
  int4: 'i',
  int8: 'i::int8',
  float4: 'i::float4',
  float8: 'i::float8',
  numeric: 'i::numeric',
  money: 'i::money',
  oid: 'i::oid',
  date: `date '2026-01-01' + i % 100000`,
  time: `time '00:00' + i * interval '1 ms'`,
  timestamp: `timestamp '2026-01-01' + i * interval '1 s'`,
  timestamptz: `timestamptz '2026-01-01' + i * interval '1 s'`,
  interval: `i * interval '1 s'`,
  inet: `inet '10.0.0.0' + i`,
  bit: 'i::bit(32)',
  jsonb: 'to_jsonb(i)',
  json: 'to_json(i)',
  'text[]': `array['k' || i]`,
  'int4[]': 'array[i]',
  int4range: 'int4range(i * 3, i * 3 + 1)',
  numrange: 'numrange(i * 3, i * 3 + 1)',
  int4multirange: 'int4multirange(int4range(0, 3000), int4range(i * 3000, i * 3000 + 1))',
};
