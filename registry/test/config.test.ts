import { expect } from 'chai';
import type { Issue } from '@plexica/sdk/errors';
import { LinearPattern } from '../src/config/linear-pattern.ts';
import { configSchemaIssues } from '../src/config/schema-rules.ts';
import { secretKeys, validateConfig } from '../src/config/validate.ts';

const schema = {
  type: 'object',
  properties: {
    apiKey: { type: 'string', writeOnly: true, minLength: 8 },
    currency: { type: 'string', pattern: '^[A-Z]{3}$', default: 'EUR' },
    stages: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' } },
        required: ['name'],
        additionalProperties: false,
      },
      default: [],
    },
    pageSize: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    mail: { type: 'string', format: 'email' },
    mode: { enum: ['fast', 'safe'] },
    plan: { $ref: '#/$defs/plan' },
  },
  required: ['apiKey'],
  $defs: { plan: { type: 'object', properties: { seats: { type: 'integer', default: 5 } } } },
};

function issuesOf(
  values: Record<string, unknown>,
  of: Record<string, unknown> | undefined = schema,
): string[] {
  try {
    validateConfig(of, values);
  } catch (error) {
    const { issues, code } = error as { issues: Issue[]; code: string };
    expect(code).to.equal('invalid_config');
    return issues.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

const times = <Value>(length: number, make: (n: number) => Value): Value[] =>
  Array.from({ length }, (_, n) => make(n));

describe('a configuration', () => {
  it('gets the defaults that it lacks and is itself left alone', () => {
    const given = { apiKey: 'secret-key', plan: {} };
    expect(validateConfig(schema, given)).to.deep.equal({
      apiKey: 'secret-key',
      currency: 'EUR',
      stages: [],
      pageSize: 50,
      plan: { seats: 5 },
    });
    expect(given).to.deep.equal({ apiKey: 'secret-key', plan: {} });
  });

  const rows: [what: string, values: Record<string, unknown>, problems: string[]][] = [
    ['a missing key', {}, ['apiKey: is missing']],
    [
      'an unknown key',
      { apiKey: 'secret-key', curency: 'USD' },
      ['curency: is not a known key (did you mean "currency"?)'],
    ],
    ['a wrong type', { apiKey: 'secret-key', pageSize: '5' }, ['pageSize: must be a whole number']],
    ['a number out of bounds', { apiKey: 'secret-key', pageSize: 500 }, ['pageSize: must be 200 or less']],
    [
      'a text that does not match',
      { apiKey: 'secret-key', currency: 'eur' },
      ['currency: must match the regular expression ^[A-Z]{3}$'],
    ],
    ['a format', { apiKey: 'secret-key', mail: 'x' }, ['mail: is not a valid email']],
    ['an enum', { apiKey: 'secret-key', mode: 'slow' }, ['mode: must be one of ["fast","safe"]']],
    [
      'nested problems',
      { apiKey: 'secret-key', stages: [{ name: 'a' }, { nmae: 'b' }] },
      ['stages[1].name: is missing', 'stages[1].nmae: is not a known key (did you mean "name"?)'],
    ],
    [
      'all problems at once',
      { pageSize: 0, mail: 5, x: 1 },
      ['apiKey: is missing', 'pageSize: must be 1 or more', 'mail: must be a text', 'x: is not a known key'],
    ],
  ];
  for (const [what, values, problems] of rows) {
    it(`names ${what}`, () => expect(issuesOf(values)).to.have.members(problems));
  }

  const $defs = {
    text: { type: 'string' },
    whole: { type: 'integer' },
    either: { anyOf: [{ $ref: '#/$defs/text' }, { $ref: '#/$defs/whole' }] },
    long: { minLength: 3, anyOf: [{ $ref: '#/$defs/whole' }] },
  };
  const wordings: [property: object, value: unknown, problem: string][] = [
    [{ type: 'string' }, 5, 'must be a text'],
    [{ type: 'number' }, 'x', 'must be a number'],
    [{ type: 'boolean' }, 'yes', 'must be true or false'],
    [{ type: 'array' }, {}, 'must be a list'],
    [{ type: 'object' }, [], 'must be an object'],
    [{ type: ['integer', 'null'] }, 'x', 'must be a whole number or null'],
    [{ const: 'eu' }, 'us', 'must be "eu"'],
    [{ exclusiveMinimum: 0 }, 0, 'must be more than 0'],
    [{ exclusiveMaximum: 9 }, 9, 'must be less than 9'],
    [{ multipleOf: 5 }, 7, 'must be a multiple of 5'],
    [{ type: 'string', minLength: 1 }, '', 'must have at least 1 character'],
    [{ type: 'string', maxLength: 2 }, 'abc', 'must have at most 2 characters'],
    [{ type: 'array', minItems: 1 }, [], 'must have at least 1 item'],
    [{ type: 'array', maxItems: 1 }, [1, 2], 'must have at most 1 item'],
    [{ type: 'array', uniqueItems: true }, ['a', 'b', 'a'], 'has the same item twice: [0] and [2]'],
    [{ type: 'array', contains: { const: 1 } }, [2], 'must have 1 item that match "contains" of its schema'],
    [{ type: 'object', minProperties: 1 }, {}, 'must have at least 1 key'],
    [{ type: 'object', maxProperties: 1 }, { a: 1, b: 2 }, 'must have at most 1 key'],
    [
      { anyOf: [{ type: 'string' }, { type: 'integer' }] },
      true,
      'matches none of the forms that its schema allows',
    ],
    [
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      true,
      'matches none of the forms that its schema allows',
    ],
    [
      { anyOf: [{ $ref: '#/$defs/text' }, { $ref: '#/$defs/whole' }] },
      true,
      'matches none of the forms that its schema allows',
    ],
    [
      { oneOf: [{ $ref: '#/$defs/either' }, { type: 'array', items: { $ref: '#/$defs/either' } }] },
      true,
      'matches none of the forms that its schema allows',
    ],
    [{ propertyNames: { $ref: '#/$defs/long' } }, { b: 1 }, 'has a key that its schema does not allow: "b"'],
    [{ $ref: '#/$defs/either' }, true, 'matches none of the forms that its schema allows'],
    [
      { type: 'array', contains: { $ref: '#/$defs/text' } },
      [2],
      'must have 1 item that match "contains" of its schema',
    ],
    [{ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, 'matches several forms, but its schema allows only one'],
    [{ not: { type: 'string' } }, 'x', 'has a form that its schema does not allow'],
    [{ if: { type: 'integer' }, else: { minLength: 2 } }, 'x', 'must have at least 2 characters'],
    [false as unknown as object, 1, 'is not allowed'],
  ];
  for (const [property, value, problem] of wordings) {
    it(`says of ${JSON.stringify(value)} where ${JSON.stringify(property)} is asked for: ${problem}`, () => {
      const of = { type: 'object', properties: { a: property }, $defs };
      expect(issuesOf({ a: value }, of)).to.deep.equal([`a: ${problem}`]);
    });
  }

  it('says what is wrong beside that no form fits', () => {
    const of = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/long' }, b: { $ref: '#/$defs/text' } },
      $defs,
    };
    expect(issuesOf({ a: 'x', b: 1 }, of)).to.have.members([
      'a: must have at least 3 characters',
      'a: matches none of the forms that its schema allows',
      'b: must be a text',
    ]);
  });

  it('shows no value of a secret', () => {
    expect(issuesOf({ apiKey: 'hunter2' }).join()).not.to.contain('hunter2');
  });

  it('must be empty for a plugin that takes none', () => {
    expect(validateConfig(undefined, {})).to.deep.equal({});
    expect(() => validateConfig(undefined, { a: 1 })).to.throw('a: is not a known key');
  });

  it('is refused above 64 KiB', () => {
    expect(() => validateConfig(schema, { apiKey: 'x'.repeat(70_000) })).to.throw(/64 KiB/);
  });

  it('is matched in linear time, whatever the pattern of its schema', () => {
    const of = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    expect(configSchemaIssues(of)).to.deep.equal([]);
    expect(issuesOf({ a: `${'a'.repeat(60_000)}!` }, of)).to.deep.equal([
      'a: must match the regular expression ^(a+)+$',
    ]);
    expect(issuesOf({ a: 'a'.repeat(60_000) }, of)).to.deep.equal([]);
  });

  /** Each would keep the server busy for many seconds or fill its memory. */
  const costly: [what: string, schema: Record<string, unknown>, value: unknown][] = [
    [
      'a large pattern on a long text many times',
      {
        properties: { a: { allOf: times(100, () => ({ $ref: '#/$defs/p' })) } },
        $defs: { p: { pattern: '[ab]*a[ab]{900}$' } },
      },
      'ab'.repeat(30_000),
    ],
    [
      'many keywords, many times, on many values',
      {
        properties: { a: { type: 'array', items: { allOf: times(100, () => ({ $ref: '#/$defs/p' })) } } },
        $defs: { p: { allOf: times(100, () => ({ minimum: 1 })) } },
      },
      Array(30_000).fill(0),
    ],
    [
      'many lists that have an item twice',
      { properties: { a: { type: 'array', items: { type: 'array', uniqueItems: true } } } },
      times(10_000, () => [1, 1]),
    ],
    [
      'large defaults for many values',
      {
        properties: {
          a: { type: 'array', items: { type: 'object', properties: { d: { default: 'x'.repeat(60_000) } } } },
        },
      },
      times(20_000, () => ({})),
    ],
    [
      'names by pattern, many times',
      {
        properties: { a: { allOf: times(100, () => ({ $ref: '#/$defs/p' })) } },
        $defs: {
          p: {
            properties: Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`p${n}`, {}])),
            unevaluatedProperties: { type: 'string' },
          },
        },
      },
      Object.fromEntries(Array.from({ length: 6000 }, (_, n) => [`q${n}`, 1])),
    ],
  ];
  for (const [what, of, value] of costly) {
    it(`is refused where it asks for too much work: ${what}`, () => {
      const schema = { type: 'object', ...of };
      expect(configSchemaIssues(schema)).to.deep.equal([]);
      const start = process.cpuUsage();
      expect(issuesOf({ a: value }, schema)).to.deep.equal([
        ": takes too much work to check against the plugin's schema; use shorter values, or simplify the schema",
      ]);
      expect(process.cpuUsage(start).user / 1000).to.be.lessThan(2500);
    });
  }

  it('may have as many values as fit into 64 KiB', () => {
    const list = (items: object) => ({ type: 'object', properties: { a: { type: 'array', items } } });
    const item = {
      type: 'object',
      properties: { name: { type: 'string', pattern: '^[a-z]{1,20}$', maxLength: 20 }, size: { minimum: 1 } },
      required: ['name'],
      additionalProperties: false,
    };
    const values = { a: Array.from({ length: 2000 }, () => ({ name: 'abcdefgh', size: 3 })) };
    expect(JSON.stringify(values).length).to.be.greaterThan(50_000);
    expect(issuesOf(values, list(item))).to.deep.equal([]);
    expect(issuesOf({ a: Array(30_000).fill(1) }, list({ type: 'integer', minimum: 1 }))).to.deep.equal([]);
  });

  it('has every item once where the schema says so, in linear time', () => {
    const of = { type: 'object', properties: { a: { type: 'array', uniqueItems: true } } };
    expect(issuesOf({ a: Array.from({ length: 10_000 }, (_, n) => [n]) }, of)).to.deep.equal([]);
    expect(
      issuesOf({ a: [{ x: 1, y: [{ p: 1, q: 2 }] }, 1, { y: [{ q: 2, p: 1 }], x: 1 }] }, of),
    ).to.deep.equal(['a: has the same item twice: [0] and [2]']);
    expect(issuesOf({ a: [1, '1', [1], { 1: 1 }, null, 'null', [], {}] }, of)).to.deep.equal([]);
  });

  it('has no URL that a regular expression takes long for', () => {
    const of = { type: 'object', properties: { a: { type: 'string', format: 'url' } } };
    expect(issuesOf({ a: 'https://example.com/x' }, of)).to.deep.equal([]);
    const start = process.cpuUsage();
    expect(issuesOf({ a: `http://${':'.repeat(60_000)}` }, of)).to.deep.equal(['a: is not a valid url']);
    expect(process.cpuUsage(start).user / 1000).to.be.lessThan(1000);
  });

  it('that has very many problems is answered soon', () => {
    const of = {
      type: 'object',
      properties: { a: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
    };
    const start = process.cpuUsage();
    const issues = issuesOf({ a: Array(30_000).fill(1) }, of);
    expect(issues).to.have.length(50);
    expect(issues[0]).to.equal('a[0]: matches none of the forms that its schema allows');
    expect(process.cpuUsage(start).user / 1000).to.be.lessThan(2500);
  });

  it('tells which keys are secrets', () => {
    expect(secretKeys(schema)).to.deep.equal(['apiKey']);
    expect(secretKeys(undefined)).to.deep.equal([]);
  });
});

const of = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const nested = (depth: number): object =>
  depth === 0 ? { type: 'string' } : { type: 'array', items: nested(depth - 1) };

describe('the schema of a configuration', () => {
  const rows: [what: string, bad: Record<string, unknown>, problem: RegExp][] = [
    ['no properties', { type: 'object' }, /^config\.properties: must be an object/],
    ['another dialect', of({}, { $schema: 'http://json-schema.org/draft-07/schema#' }), /^config\.\$schema/],
    [
      'a type that is none',
      of({ a: { type: 'text' } }),
      /^config\.properties\.a\.type: is not valid JSON Schema: it must be one of \["array",/,
    ],
    [
      'a keyword that is none',
      of({ a: { type: 'string', minLenght: 3 } }),
      /^config: .*unknown keyword: "minLenght" \(did you mean "minLength"\?\)/,
    ],
    [
      'a remote reference',
      of({ a: { $ref: 'https://example.com/x.json' } }),
      /^config\.properties\.a\.\$ref: can only point into/,
    ],
    ['a reference to itself', of({ a: { $ref: '#' } }), /\$ref: can only point into/],
    ['a reference by anchor', of({ a: { $ref: '#x' } }), /\$ref: can only point into/],
    [
      'a reference to a reference',
      of({ a: { $ref: '#/$defs/b' } }, { $defs: { b: { $ref: '#/$defs/c' }, c: {} } }),
      /^config\.\$defs\.b\.\$ref: is below \$defs/,
    ],
    ['a reference to nothing', of({ a: { $ref: '#/$defs/b' } }), /^config: .*can't resolve reference/],
    ['an $id', of({ a: { $id: 'https://example.com/a' } }), /^config\.properties\.a\.\$id: is not allowed/],
    ['$dynamicRef', of({ a: { $dynamicRef: '#x' } }), /\$dynamicRef: is not allowed/],
    ['$async', of({}, { $async: true }), /\$async: is not allowed/],
    [
      'a wrong pattern',
      of({ a: { type: 'string', pattern: '(' } }),
      /^config.*(pattern|regular expression|must match format)/i,
    ],
    [
      'a secret below the top',
      of({ a: of({ key: { type: 'string', writeOnly: true } }) }),
      /^config\.properties\.a\.properties\.key\.writeOnly: only works on/,
    ],
    [
      'a secret below the top that is called like a keyword',
      of({ a: of({ properties: { type: 'string', writeOnly: true } }) }),
      /^config\.properties\.a\.properties\.properties\.writeOnly: only works on/,
    ],
    [
      'a definition called like a keyword that refers to itself',
      of({ a: { $ref: '#/$defs/properties' } }, { $defs: { properties: { $ref: '#/$defs/properties' } } }),
      /^config\.\$defs\.properties\.\$ref: is below \$defs/,
    ],
    [
      'a dependency called like a keyword that refers to what it is part of',
      of(
        { a: { $ref: '#/$defs/b' } },
        { $defs: { b: { dependencies: { properties: { $ref: '#/$defs/b' } } } } },
      ),
      /^config\.\$defs\.b\.dependencies\.properties\.\$ref: is below \$defs/,
    ],
    [
      'a property that needs very many others',
      of({ a: {} }, { dependentRequired: { a: Array.from({ length: 3000 }, (_, n) => `p${n}`) } }),
      /^config\.dependentRequired\.a: lists more than 100 properties/,
    ],
    [
      'the same in the words of an earlier draft',
      of({ a: {} }, { dependencies: { a: Array.from({ length: 3000 }, (_, n) => `p${n}`) } }),
      /^config\.dependencies\.a: lists more than 100 properties/,
    ],
    [
      'very many properties that need another',
      of(
        { a: {} },
        { dependentRequired: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`p${n}`, ['a']])) },
      ),
      /^config: has more than 1000 parts/,
    ],
    [
      'very many names that stand for no schema',
      of(
        { a: {} },
        { dependentSchemas: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`p${n}`, false])) },
      ),
      /^config: has more than 1000 parts/,
    ],
    [
      'a schema hidden where none is looked for, that refers to itself',
      of({
        a: {
          $ref: '#/$defs/z',
          'x-plexica-scope': { dependentSchemas: { $id: '#/$defs/z', allOf: [{ $ref: '#/$defs/z' }] } },
        },
      }),
      /^config\.properties\.a\.x-plexica-scope\.dependentSchemas\.\$id: is a string/,
    ],
    [
      'a scope that is no text',
      of({ a: { 'x-plexica-scope': { dependentSchemas: { b: {} } } } }),
      /^config: .*x-plexica-scope.*string/,
    ],
    [
      'patterns that are too much work for the names beside them',
      {
        type: 'object',
        properties: Object.fromEntries(
          Array.from({ length: 60 }, (_, n) => [`c${'ab'.repeat(400)}${n}`, { type: 'string' }]),
        ),
        patternProperties: Object.fromEntries(
          Array.from({ length: 8 }, (_, n) => [`[ab]*a[ab]{990}c${n}`, { type: 'string' }]),
        ),
      },
      /^config: takes too much work to compare patternProperties/,
    ],
    [
      'a secret in a definition',
      of({ a: { $ref: '#/$defs/k' } }, { $defs: { k: { type: 'string', writeOnly: true } } }),
      /^config\.\$defs\.k\.writeOnly: only works on/,
    ],
    [
      'a secret with a default',
      of({ a: { type: 'string', writeOnly: true, default: 'x' } }),
      /^config\.properties\.a\.default: is published/,
    ],
    [
      'a default that does not fit',
      of({ a: { type: 'string', default: 5 } }),
      /^config\.properties\.a\.default: does not match its own schema: must be a text$/,
    ],
    [
      'a required key that no property is',
      of({ depot: {} }, { required: ['depott'] }),
      /^config\.required\[0\]: names "depott", which is not a property \(did you mean "depot"\?\)$/,
    ],
    [
      'the same where other keys are refused',
      of({ a: {} }, { required: ['a', 'depot'], additionalProperties: false }),
      /^config\.required\[1\]: names "depot", which is not a property$/,
    ],
    [
      'look-ahead',
      of({ a: { type: 'string', pattern: '^(?=a).' } }),
      /^config\.properties\.a\.pattern: uses look-around \(\(\?=…\), which is not supported; rewrite it without$/,
    ],
    [
      'look-behind',
      of({ a: { type: 'array', items: { pattern: '(?<!a)b' } } }),
      /^config\.properties\.a\.items\.pattern: uses look-around \(\(\?<!…\)/,
    ],
    [
      'a back reference',
      of({ a: {} }, { patternProperties: { '(a)\\1': {} } }),
      /^config\.patternProperties.*: uses a back reference \(\\1\), which is not supported/,
    ],
    ['many repetitions', of({ a: { pattern: '^.{1,1001}$' } }), /repeats more than 1000 times.*"maxLength"/],
    ['nested repetitions', of({ a: { pattern: '((a{20}b){20}c){5}' } }), /larger than 2000 steps/],
    ['a long pattern', of({ a: { pattern: 'a'.repeat(1001) } }), /has more than 1000 characters/],
    [
      'many large patterns',
      of(Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`p${n}`, { pattern: `${n}{1000}` }]))),
      /^config: has too many or too large regular expressions$/,
    ],
    [
      'a property that a pattern matches',
      of({ a1: {} }, { patternProperties: { '^a': {} } }),
      /^config\.patternProperties.*: matches the property "a1", which is already defined$/,
    ],
    [
      'a pattern that backtracks on a name',
      of({ [`${'a'.repeat(60)}!`]: {} }, { patternProperties: { '^(a+)+$': {} }, required: 5 }),
      /^config\.required/,
    ],
    [
      'many forms',
      of({ a: { oneOf: times(101, () => ({ minimum: 1 })) } }),
      /^config\.properties\.a\.oneOf: lists more than 100 schemas$/,
    ],
    [
      'very many parts',
      of({
        a: {
          type: 'object',
          properties: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`p${n}`, {}])),
        },
      }),
      /^config: has more than 1000 parts/,
    ],
    ['21 levels', of({ a: nested(25) }), /nests deeper than 20/],
    ['more than 64 KiB', of({ a: { description: 'x'.repeat(70_000) } }), /^config: is larger than 64 KiB/],
    [
      '201 properties',
      of(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`p${n}`, {}]))),
      /more than 200 properties/,
    ],
  ];
  for (const [what, bad, problem] of rows) {
    it(`with ${what} is refused`, () => {
      expect(
        configSchemaIssues(bad)
          .map(({ path, message }) => `${path}: ${message}`)
          .join('\n'),
      ).to.match(problem);
    });
  }

  it('may call properties as keywords are called, and use its own definitions', () => {
    expect(
      configSchemaIssues(
        of(
          {
            $ref: { type: 'string' },
            $id: { type: 'string' },
            writeOnly: { type: 'boolean' },
            properties: of({}),
            plan: { $ref: '#/$defs/plan', default: { seats: 1 } },
          },
          { $defs: { plan: of({ seats: { type: 'integer' } }) } },
        ),
      ),
    ).to.deep.equal([]);
    expect(
      configSchemaIssues(
        of(
          { a: { type: 'string', 'x-plexica-scope': 'workspace' } },
          { $schema: 'https://json-schema.org/draft/2020-12/schema', additionalProperties: false },
        ),
      ),
    ).to.deep.equal([]);
  });
});

describe('a pattern', () => {
  const patterns = [
    '^[A-Z]{3}$',
    '.',
    '^.$',
    '^\\s$',
    '\\S',
    '^[\\s]$',
    '^[^\\s]$',
    '^[\\S]$',
    '^[^\\S]$',
    '^[\\d\\s-]+$',
    '^[\\S\\n]+$',

    '^\\u{1F600}$',
    '^\\u{2014}$',
    '^a\\u{900}\\u{900}\\u{900}$',
    '^\\ud83d\\ude00$',
    '^[\\ud83d\\ude00]$',
    '^\\p{L}+$',
    '^\\p{Script=Greek}$',
    '^\\P{Lu}$',
    '^\\p{Emoji}$',

    '\\/',
    '^(?<year>a)\\d$',
    '^(?<$x>a)',
    '^[^]$',
    '[]',
    '[\\w.-]+@',
    '\\cA',
    '[\\b]',
    '^[[]$',
    '^[[:a]+$',
    '\\0',
    '^\\v$',

    '^(a|b)*?c{0,5}?$',
    '\\x41\\u0041',
    'x$',
    '\\b',
    '\\Bb',
    '^[a&&b]$',
    '^(?:ab){2,}$',
    'a{2}',
    '[.]',
    '\\.',
    '^[\\]]$',
    '\\$',
  ];
  const texts = [
    '',
    'EUR',
    'EUR\n',
    'a',
    'A',
    'b',
    'é',
    '😀',
    '\ud83d',
    'α',
    '1',
    'a1',
    '1\u00a0',
    ' ',
    '\t',
    '\n',
    '\r',
    '\v',
    '\0',
    '\b',

    '\u00a0',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\u200b',
    '\u180e',
    '\u3000',
    '\u0001',
    '/',
    'a.b@',
    '[',
    '[:a',
    ']',
    '&',
    'AA',
    'abab',
    'aab',
    'ababcc',
    'x',
    'x\n',
    '.',
    '$',
    '\u{10ffff}',
  ];
  for (const pattern of patterns) {
    it(`means what JavaScript means: ${pattern}`, () => {
      const linear = new LinearPattern(pattern);
      const backtracking = new RegExp(pattern, 'u');
      for (const text of texts)
        expect(linear.test(text), JSON.stringify(text)).to.equal(backtracking.test(text));
    });
  }
});
