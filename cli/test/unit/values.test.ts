import { expect } from 'chai';
import { PlexicaError } from '@plexica/sdk/errors';
import { parseValues } from '../../src/services/installations/config-values.ts';
import { pluginReference } from '../../src/services/plugins/reference.ts';
import { codeFrame } from '../../src/services/project/code-problem.ts';
import { diagnostics } from '../../src/services/project/type-check.ts';
import { expiryOf } from '../../src/services/tokens/expiry.ts';
import { duration, size } from '../../src/terminal/progress.ts';
import { wrap } from '../../src/terminal/style.ts';
import { table } from '../../src/terminal/table.ts';

describe('what people type', () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, mail: { properties: { port: { type: 'integer' } } } },
  };
  const values: [pairs: string[], expected: object][] = [
    [['limit=20'], { limit: 20 }],
    [['name=20'], { name: '20' }],
    [['name=a=b'], { name: 'a=b' }],
    [['name='], { name: '' }],
    [['name=null'], { name: null }],
    [['on=true', 'off=null'], { on: true, off: null }],
    [['tags=["a","b"]'], { tags: ['a', 'b'] }],
    [['text=Acme Inc.'], { text: 'Acme Inc.' }],
    [['mail.port=25', 'mail.host=example.com'], { mail: { port: 25, host: 'example.com' } }],
  ];
  for (const [pairs, expected] of values) {
    it(`${pairs.join(' ')} is ${JSON.stringify(expected)}`, () => {
      expect(parseValues(pairs, schema)).to.deep.equal(expected);
    });
  }
  for (const pair of ['limit', '=20', '']) {
    it(`"${pair}" is no value`, () => {
      expect(() => parseValues([pair], schema))
        .to.throw(PlexicaError)
        .with.property('code', 'bad_usage');
    });
  }
  for (const pairs of [
    ['n=1', 'n.b=2'],
    ['n.b.c=2', 'n=1'],
  ]) {
    it(`${pairs.join(' and ')} contradict each other`, () => {
      expect(() => parseValues(pairs, undefined))
        .to.throw(PlexicaError, /\bn\b.*\bn\.b|\bn\.b.*\bn\b/)
        .with.property('code', 'bad_usage');
    });
  }
  it('__proto__ is a key like any other', () => {
    expect(Object.keys(parseValues(['__proto__.polluted=1'], undefined))).to.deep.equal(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });

  const references: [text: string, plugin: string, range: string | undefined][] = [
    ['crm', 'crm', undefined],
    ['crm@', 'crm', undefined],
    ['crm@^1.2', 'crm', '^1.2'],
    ['crm@>=1 <3', 'crm', '>=1 <3'],
    ['crm@beta', 'crm', 'beta'],
  ];
  for (const [text, plugin, range] of references) {
    it(`${text} means ${plugin} ${range ?? 'of any version'}`, () => {
      expect(pluginReference(text)).to.deep.equal({ plugin, range });
    });
  }

  const today = Date.parse('2026-11-21T12:00:00Z');
  const expiries: [text: string, expected: string][] = [
    ['12h', '2026-11-22T00:00:00.000Z'],
    ['90d', '2027-02-19T12:00:00.000Z'],
    ['2w', '2026-12-05T12:00:00.000Z'],
    ['1y', '2027-11-21T12:00:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T10:00:00+01:00', '2027-01-31T09:00:00.000Z'],
  ];
  for (const [text, expected] of expiries) {
    it(`${text} ends at ${expected}`, () => {
      expect(expiryOf(text, today)).to.equal(expected);
    });
  }
  for (const text of [
    '',
    '90',
    '90 days',
    '90m',
    '-1d',
    'soon',
    '1',
    '2027-13-01',
    '2027-02-31',
    '2027-02-31T10:00:00Z',
  ]) {
    it(`"${text}" is no end`, () => {
      expect(() => expiryOf(text, today))
        .to.throw(PlexicaError)
        .with.property('code', 'bad_usage');
    });
  }
});

describe('what is shown', () => {
  it('breaks lines at spaces and leaves code as it is', () => {
    expect(wrap('one two three four', 9, '  ')).to.equal('one two\n  three\n  four');
    expect(wrap('a b\n  > 3 |  let  x = 1;', 4)).to.equal('a b\n  > 3 |  let  x = 1;');
    expect(wrap('unbreakable', 4)).to.equal('unbreakable');
  });

  it('sets columns below each other, without cutting where there is no terminal', () => {
    const long = 'x'.repeat(200);
    expect(
      table(
        ['id', 'name'],
        [
          ['a', long],
          ['bcd', undefined],
        ],
      ),
    ).to.equal(`ID   NAME\na    ${long}\nbcd`);
  });

  it('says how long and how large', () => {
    expect([duration(41.6), duration(1340)]).to.deep.equal(['42 ms', '1.3 s']);
    expect([size(812), size(4200), size(53_477_376)]).to.deep.equal(['812 B', '4.1 KiB', '51.0 MiB']);
  });

  it('marks the column below the line', () => {
    expect(codeFrame('a\nb\nlet c = ;\nd\ne', 3, 9)).to.equal(
      ['   1 | a', '   2 | b', ' > 3 | let c = ;', '     |         ^', '   4 | d'].join('\n'),
    );
  });

  it('reads what the TypeScript compiler prints', () => {
    const output = [
      "src/index.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
      "  Types of property 'a' are incompatible.",
      'src\\deep\\b.ts(1,2): error TS1005: ; expected.',
      "error TS5083: Cannot read file 'tsconfig.base.json'.",
      '',
    ].join('\r\n');
    expect(diagnostics(output).map(({ file, line, column }) => [file, line, column])).to.deep.equal([
      ['src/index.ts', 3, 7],
      ['src/deep/b.ts', 1, 2],
      ['tsconfig.json', 0, 0],
    ]);
    expect(diagnostics(output)[0]?.message).to.contain("\n  Types of property 'a'");
  });
});
