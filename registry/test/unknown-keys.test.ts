import { expect } from 'chai';
import { unknownKeys, type ConfigSchema } from '../src/index.ts';

const text = { type: 'string' };

describe('keys that a schema does not know', () => {
  const rows: [string, ConfigSchema | undefined, string[]][] = [
    ['all without a schema', undefined, ['a', 'b']],
    ['those it does not name', { type: 'object', properties: { a: text } }, ['b']],
    ['none where others are allowed', { type: 'object', properties: {}, additionalProperties: true }, []],
    [
      'none that a pattern or another schema names',
      { type: 'object', patternProperties: { '^a': text }, allOf: [{ properties: { b: text } }] },
      [],
    ],
    [
      'those it closes itself against',
      { type: 'object', properties: { b: text }, additionalProperties: false },
      ['a'],
    ],
    [
      'none of those whose value is wrong',
      { type: 'object', properties: { a: { type: 'number' }, b: text } },
      [],
    ],
  ];
  for (const [name, schema, unknown] of rows) {
    it(`are ${name}`, () => expect(unknownKeys(schema, { a: 'x', b: 'y' })).to.deep.equal(unknown));
  }

  it('are none where it takes too much work to find out', () => {
    const times = Array.from({ length: 100 }, () => ({ $ref: '#/$defs/p' }));
    const schema = {
      type: 'object',
      properties: { a: { allOf: times } },
      $defs: { p: { pattern: '[ab]*a[ab]{900}$' } },
    };
    const start = process.cpuUsage();
    expect(unknownKeys(schema, { a: 'ab'.repeat(30_000), b: 1 })).to.deep.equal([]);
    expect(process.cpuUsage(start).user / 1000).to.be.lessThan(2500);
  });
});
