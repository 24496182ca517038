import { expect } from 'chai';
import { parseJson } from '../src/json/parse.ts';

const broken: [text: string, message: string][] = [
  ['', 'line 1, column 1: expected a value, found the end of the file'],
  ['{', 'line 1, column 2: expected a property name in double quotes or "}", found the end of the file'],
  [
    '{"a": 1,}',
    'line 1, column 9: expected a property name in double quotes, found "}" after a comma; remove that comma',
  ],
  [
    '{\n  "a": 1\n  "b": 2\n}',
    'line 3, column 3: expected "," or the closing bracket, found the text "b… with no valid',
  ],
  ['{\n  a: 1\n}', 'line 2, column 3: expected a property name in double quotes or "}", found "a"'],
  ["{'a': 1}", `line 1, column 2: expected a property name in double quotes or "}", found "'a'"`],
  ['{"a" 1}', 'line 1, column 6: expected ":", found "1"'],
  ['{"a": nul}', 'line 1, column 7: expected a value, found "nul"'],
  ['{"a": 01}', 'line 1, column 7: expected a value, found "01"'],
  [
    '{"a": "x\ny"}',
    'line 1, column 7: expected a value, found the text "x… with no valid end or a wrong escape',
  ],
  ['[1, 2', 'line 1, column 6: expected "," or the closing bracket, found the end of the file'],
  ['[1}', 'line 1, column 3: expected "," or the closing bracket, found "}"'],
  ['{} x', 'line 1, column 4: expected the end of the file, found "x"'],
  ['{\r\n// why\r\n}', 'line 2, column 1: expected a property name in double quotes or "}", found a comment'],
];

describe('reading JSON', () => {
  for (const [text, message] of broken) {
    it(`says where ${JSON.stringify(text)} breaks`, () => {
      expect(() => JSON.parse(text) as unknown).to.throw();
      expect(parseJson(text, 'plexica.json').issues?.[0]?.message).to.contain(message);
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
    ['U+0000', '{"a": ["x\\u0000y"]}', /U\+0000 or half of a surrogate pair in a text: "x\\u0000y"$/],
    ['half of a surrogate pair', '{"\\ud800": 1}', /half of a surrogate pair in a text: "\\ud800"$/],
    ['a prototype', '{"a": {"__proto__": {"x": 1}}}', /__proto__/],
  ];
  for (const [what, text, message] of hostile) {
    it(`refuses ${what}`, () => {
      expect(parseJson(text, 'plexica.json').issues?.[0]?.message).to.match(message);
    });
  }
});
