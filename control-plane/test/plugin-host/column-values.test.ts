import { expect } from 'chai';
import pg from 'pg';
import { readArray } from '../../src/plugin-host/capabilities/database/sandbox/array-text.ts';
import { valueReader } from '../../src/plugin-host/capabilities/database/sandbox/column-values.ts';

/** Type, what PostgreSQL writes, what a plugin gets. */
const ROWS: [name: string, type: number, text: string, value: unknown][] = [
  ['bool', 16, 't', true],
  ['bool', 16, 'f', false],
  ['bytea', 17, '\\x', new Uint8Array()],
  ['bytea', 17, '\\x00ff5c', new Uint8Array([0, 255, 92])],
  ['bigint', 20, '-42', -42],
  ['bigint', 20, '9007199254740991', 9_007_199_254_740_991],
  ['bigint', 20, '9007199254740992', '9007199254740992'],
  ['bigint', 20, '-9223372036854775808', '-9223372036854775808'],
  ['smallint', 21, '-32768', -32_768],
  ['integer', 23, '2147483647', 2_147_483_647],
  ['oid', 26, '4294967295', 4_294_967_295],
  ['real', 700, '1.5', 1.5],
  ['real', 700, 'NaN', 'NaN'],
  ['double precision', 701, '1e-07', 1e-7],
  ['double precision', 701, '1.7976931348623157e+308', Number.MAX_VALUE],
  ['double precision', 701, 'Infinity', 'Infinity'],
  ['double precision', 701, '-Infinity', '-Infinity'],
  ['double precision', 701, '-0', 0],
  ['json', 114, ' {"a": [1, "b", null, true]} ', { a: [1, 'b', null, true] }],
  ['json', 114, 'null', null],
  ['json', 114, '"-0"', '-0'],
  ['json', 114, '{"a":-0,"b":[-0.0,-0e5,-1e-400,1]}', { a: 0, b: [0, 0, 0, 1] }],
  ['json', 114, '[1e999,-1E+400,2e3,-0.5]', [null, null, 2000, -0.5]],
  ['json', 114, `[1${'0'.repeat(400)},${'1'.repeat(250)}e60]`, [null, null]],
  ['json', 114, '"\\ud83d\\ude00 \\ud800"', '\u{1f600} \ud800'],
  ['jsonb', 3802, '{"a": 1, "b": {}}', { a: 1, b: {} }],
  ['timestamp', 1114, '2026-11-21 03:00:47.5', '2026-11-21T03:00:47.5'],
  ['timestamp', 1114, '0044-03-15 12:00:00 BC', '0044-03-15 12:00:00 BC'],
  ['timestamp', 1114, 'infinity', 'infinity'],
  ['timestamptz', 1184, '2026-11-21 03:00:47.5+00', '2026-11-21T03:00:47.5Z'],
  ['timestamptz', 1184, '2026-11-21 03:00:47+05:30', '2026-11-21T03:00:47+05:30'],
  ['timestamptz', 1184, '2026-11-21 03:00:47-08', '2026-11-21T03:00:47-08:00'],
  ['timestamptz', 1184, '-infinity', '-infinity'],
  ['date', 1082, '2026-01-02', '2026-01-02'],
  ['numeric', 1700, '12.50', '12.50'],
  ['text', 25, '', ''],
  ['text', 25, '{not,an array}', '{not,an array}'],
  ['interval', 1186, '1 day', '1 day'],
  ['a type that is not built in', 0, '{red,green}', '{red,green}'],
  ['bytea[]', 1001, '{"\\\\x00"}', '{"\\\\x00"}'],
  ['bool[]', 1000, '{t,f,NULL}', [true, false, null]],
  ['bigint[]', 1016, '{1,9007199254740992}', [1, '9007199254740992']],
  ['smallint[]', 1005, '{1,-2}', [1, -2]],
  ['integer[]', 1007, '{}', []],
  [
    'integer[]',
    1007,
    '{{1,2},{3,NULL}}',
    [
      [1, 2],
      [3, null],
    ],
  ],
  ['integer[]', 1007, '[0:2]={1,2,3}', [1, 2, 3]],
  ['integer[]', 1007, '[-1:0][2:2]={{1},{2}}', [[1], [2]]],
  ['oid[]', 1028, '{26}', [26]],
  ['real[]', 1021, '{1.5,NaN,-0}', [1.5, 'NaN', 0]],
  ['double precision[]', 1022, '{1e+300,Infinity}', [1e300, 'Infinity']],
  ['json[]', 199, '{"{\\"a\\":[1,\\"b\\"]}",NULL,"null","1e999"}', [{ a: [1, 'b'] }, null, null, null]],
  ['jsonb[]', 3807, '{"{\\"a\\": -0.5}"}', [{ a: -0.5 }]],
  ['timestamp[]', 1115, '{"2026-01-02 03:04:05",infinity}', ['2026-01-02T03:04:05', 'infinity']],
  ['timestamptz[]', 1185, '{"2026-01-02 03:04:05+00"}', ['2026-01-02T03:04:05Z']],
  ['"char"[]', 1002, '{a,"{"}', ['a', '{']],
  ['name[]', 1003, '{contacts}', ['contacts']],
  [
    'text[]',
    1009,
    '{"","NULL",NULL,null2,"a\\"b","c\\\\d","e,f","{g}"," h "}',
    ['', 'NULL', null, 'null2', 'a"b', 'c\\d', 'e,f', '{g}', ' h '],
  ],
  ['text[]', 1009, '{"line\nline",ü,\u{1f600}}', ['line\nline', 'ü', '\u{1f600}']],
  ['bpchar[]', 1014, '{"a "}', ['a ']],
  ['varchar[]', 1015, '{a}', ['a']],
  ['uuid[]', 2951, '{018f0000-0000-7000-8000-000000000000}', ['018f0000-0000-7000-8000-000000000000']],
  ['date[]', 1182, '{2026-01-02}', ['2026-01-02']],
  ['time[]', 1183, '{03:04:05}', ['03:04:05']],
  ['timetz[]', 1270, '{03:04:05+00}', ['03:04:05+00']],
  ['interval[]', 1187, '{"1 day"}', ['1 day']],
  ['numeric[]', 1231, '{12.50,NaN}', ['12.50', 'NaN']],
];

describe('values of columns', () => {
  for (const [name, type, text, value] of ROWS) {
    it(`${name}: ${text.slice(0, 60)}`, () => {
      expect(valueReader(type)(text)).to.deep.equal(value);
    });
  }

  it('keeps what JSON calls __proto__ as a key', () => {
    const value = valueReader(114)('{"__proto__": {"a": -0}}') as object;
    expect(Object.keys(value)).to.deep.equal(['__proto__']);
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
  });
});

describe('arrays', () => {
  const same = (text: string): string => text;

  const WRONG = ['', '1', '{', '}', '{1', '{1,', '{1,}', '{,1}', '{1}2', '{{1}', '{{1}}}', '{"a}', '{"a\\', '{"a"b}', '{a"b"}', '{a{b}', '{a\\b}', '[0:1]', '{1}{2}', 'null']; // prettier-ignore
  for (const text of WRONG) {
    it(`refuse ${JSON.stringify(text)}`, () => expect(() => readArray(text, same)).to.throw(SyntaxError));
  }

  it('may be nested without end', () => {
    const depth = 500_000;
    let array: unknown = readArray(`${'{'.repeat(depth)}1${'}'.repeat(depth)}`, same);
    for (let level = 1; level < depth; level += 1) array = (array as unknown[])[0];
    expect(array).to.deep.equal(['1']);
  });

  it('take time in proportion to their length', () => {
    const array = readArray(`{${Array.from({ length: 1_000_000 }, () => '"\\\\"').join()}}`, same);
    expect(array).to.have.length(1_000_000);
    expect(array.every((element) => element === '\\')).to.equal(true);
  });

  it('are read as pg reads them', () => {
    const TEXT_ARRAY: number = 1009;
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the list of pg lacks arrays
    const peer = pg.types.getTypeParser(TEXT_ARRAY) as unknown as (text: string) => unknown[];
    const random = seeded(20_261_129);
    for (let round = 0; round < 3000; round += 1) {
      const text = randomArray(random, 1 + Math.floor(random() * 3));
      expect(readArray(text, same), text).to.deep.equal(peer(text));
    }
  });
});

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LETTERS = [
  'a',
  'N',
  'U',
  'L',
  'é',
  '\u{1f600}',
  '0',
  '-',
  ' ',
  ',',
  '{',
  '}',
  '"',
  '\\',
  '\n',
  '[',
  '=',
  ':',
];

/** As PostgreSQL writes it: all sub-arrays have one length, and elements stand in quotes where they have to. */
function randomArray(random: () => number, dimensions: number): string {
  const lengths = Array.from({ length: dimensions }, () => 1 + Math.floor(random() * 3));
  const bounds = random() < 0.2 ? `${lengths.map((length) => `[0:${length - 1}]`).join('')}=` : '';
  const write = (level: number): string => {
    if (level === dimensions) return randomElement(random);
    return `{${Array.from({ length: lengths[level] as number }, () => write(level + 1)).join()}}`;
  };
  return bounds + write(0);
}

function randomElement(random: () => number): string {
  if (random() < 0.1) return 'NULL';
  const length = Math.floor(random() * 5);
  const text = Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
  const plain = /^[^\s"\\{},]+$/.test(text) && text.toUpperCase() !== 'NULL';
  return plain ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
