import { expect } from 'chai';
import { parseJson } from '../src/json/parse.ts';

const broken: [text: string, line: number, column: number, message: string][] = [
  ['', 1, 1, 'expected a value, found the end of the file'],
  ['{', 1, 2, 'expected a property name in double quotes or "}", found the end of the file'],
  [
    '{"a": 1,}',
    1,
    9,
    'expected a property name in double quotes, found "}" after a comma; remove that comma',
  ],
  ['{\n  "a": 1\n  "b": 2\n}', 2, 9, 'a comma is missing after the value of "a"'],
  ['{"a": {"b": [1]}\n"c": 2}', 1, 17, 'a comma is missing after the value of "a"'],
  ['[1, {"a": 2} true]', 1, 13, 'a comma is missing after this element'],
  ['{"a":\n}', 1, 6, '"a" has no value; write "a": …, or remove it'],
  ['{"a": , "b": 1}', 1, 6, '"a" has no value'],
  ['{"a":', 1, 6, '"a" has no value'],
  ['{\n  a: 1\n}', 2, 3, 'expected a property name in double quotes or "}", found a; write "a"'],
  ["{'a': 1}", 1, 2, `expected a property name in double quotes or "}", found "'"; write double quotes`],
  ['{"a" 1}', 1, 5, 'a colon is missing; write "a": …'],
  ['{"a"}', 1, 5, 'expected ":", found "}"'],
  ['{"a": nul}', 1, 7, 'expected a value, found "nul"'],
  ['{"a": 01}', 1, 7, 'expected a value, found "01"'],
  ['{"a": "x\ny"}', 1, 7, 'expected a value, found a string without an end or with an invalid escape'],
  ['[1, 2', 1, 6, 'expected "," or the closing bracket, found the end of the file'],
  ['[1}', 1, 3, 'expected "," or the closing bracket, found "}"'],
  ['{} x', 1, 4, 'expected the end of the file, found "x"'],
  [
    '{\r\n// why\r\n}',
    2,
    1,
    'expected a property name in double quotes or "}", found a comment, which JSON does not support',
  ],
];

describe('reading JSON', () => {
  for (const [text, line, column, message] of broken) {
    it(`says where ${JSON.stringify(text)} breaks`, () => {
      expect(() => JSON.parse(text) as unknown).to.throw();
      const [issue] = parseJson(text, 'plexica.json').issues ?? [];
      expect(issue).to.include({ path: '', file: 'plexica.json', line, column });
      expect(issue?.message).to.contain(`is not valid JSON: ${message}`);
    });
  }

  it('takes a byte order mark and all kinds of values', () => {
    expect(parseJson('\uFEFF{"a": [1, -2.5e3, true, null, "\\u00e9\\n"]}', 'x').value).to.deep.equal({
      a: [1, -2500, true, null, 'é\n'],
    });
  });

  const hostile: [what: string, text: string, message: RegExp][] = [
    ['400,000 nested arrays', '['.repeat(400_000) + ']'.repeat(400_000), /nests deeper than 40/],
    ['too many values', `[${'0,'.repeat(60_000)}0]`, /more than 50000 values/],
    ['more than 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, /larger than 1 MiB/],
    ['U+0000', '{"a": ["x\\u0000y"]}', /U\+0000 or half of a surrogate pair in a string: "x\\u0000y"$/],
    ['half of a surrogate pair', '{"\\ud800": 1}', /half of a surrogate pair in a string: "\\ud800"$/],
    ['a prototype', '{"a": {"__proto__": {"x": 1}}}', /__proto__/],
  ];
  for (const [what, text, message] of hostile) {
    it(`refuses ${what}`, () => {
      expect(parseJson(text, 'plexica.json').issues?.[0]?.message).to.match(message);
    });
  }
});
