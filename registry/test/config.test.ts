import { expect } from 'chai';
import type { Issue } from '@plexica/sdk/errors';
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
    ['a wrong type', { apiKey: 'secret-key', pageSize: '5' }, ['pageSize: has to be a whole number']],
    ['a number out of bounds', { apiKey: 'secret-key', pageSize: 500 }, ['pageSize: has to be 200 or less']],
    [
      'a text that does not match',
      { apiKey: 'secret-key', currency: 'eur' },
      ['currency: has to match the regular expression ^[A-Z]{3}$'],
    ],
    ['a format', { apiKey: 'secret-key', mail: 'x' }, ['mail: is not a valid email']],
    ['an enum', { apiKey: 'secret-key', mode: 'slow' }, ['mode: has to be one of ["fast","safe"]']],
    [
      'nested problems',
      { apiKey: 'secret-key', stages: [{ name: 'a' }, { nmae: 'b' }] },
      ['stages[1].name: is missing', 'stages[1].nmae: is not a known key (did you mean "name"?)'],
    ],
    [
      'all problems at once',
      { pageSize: 0, mail: 5, x: 1 },
      [
        'apiKey: is missing',
        'pageSize: has to be 1 or more',
        'mail: has to be a text',
        'x: is not a known key',
      ],
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
    [{ type: 'string' }, 5, 'has to be a text'],
    [{ type: 'number' }, 'x', 'has to be a number'],
    [{ type: 'boolean' }, 'yes', 'has to be true or false'],
    [{ type: 'array' }, {}, 'has to be a list'],
    [{ type: 'object' }, [], 'has to be an object'],
    [{ type: ['integer', 'null'] }, 'x', 'has to be a whole number or null'],
    [{ const: 'eu' }, 'us', 'has to be "eu"'],
    [{ exclusiveMinimum: 0 }, 0, 'has to be more than 0'],
    [{ exclusiveMaximum: 9 }, 9, 'has to be less than 9'],
    [{ multipleOf: 5 }, 7, 'has to be a multiple of 5'],
    [{ type: 'string', minLength: 1 }, '', 'has to have at least 1 character'],
    [{ type: 'string', maxLength: 2 }, 'abc', 'has to have at most 2 characters'],
    [{ type: 'array', minItems: 1 }, [], 'has to have at least 1 item'],
    [{ type: 'array', maxItems: 1 }, [1, 2], 'has to have at most 1 item'],
    [{ type: 'array', uniqueItems: true }, ['a', 'b', 'a'], 'has the same item twice: [0] and [2]'],
    [{ type: 'array', contains: { const: 1 } }, [2], 'has to have 1 item of the kind that its schema names'],
    [{ type: 'object', minProperties: 1 }, {}, 'has to have at least 1 key'],
    [{ type: 'object', maxProperties: 1 }, { a: 1, b: 2 }, 'has to have at most 1 key'],
    [
      { anyOf: [{ type: 'string' }, { type: 'integer' }] },
      true,
      'fits none of the forms that its schema allows',
    ],
    [
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      true,
      'fits none of the forms that its schema allows',
    ],
    [
      { anyOf: [{ $ref: '#/$defs/text' }, { $ref: '#/$defs/whole' }] },
      true,
      'fits none of the forms that its schema allows',
    ],
    [
      { oneOf: [{ $ref: '#/$defs/either' }, { type: 'array', items: { $ref: '#/$defs/either' } }] },
      true,
      'fits none of the forms that its schema allows',
    ],
    [{ propertyNames: { $ref: '#/$defs/long' } }, { b: 1 }, 'has a key that its schema does not allow: "b"'],
    [{ $ref: '#/$defs/either' }, true, 'fits none of the forms that its schema allows'],
    [
      { type: 'array', contains: { $ref: '#/$defs/text' } },
      [2],
      'has to have 1 item of the kind that its schema names',
    ],
    [{ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, 'fits several forms of which its schema allows one'],
    [{ not: { type: 'string' } }, 'x', 'has the form that its schema rules out'],
    [{ if: { type: 'integer' }, else: { minLength: 2 } }, 'x', 'has to have at least 2 characters'],
    [false as unknown as object, 1, 'may not be there'],
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
      'a: has to have at least 3 characters',
      'a: fits none of the forms that its schema allows',
      'b: has to be a text',
    ]);
  });

  it('shows no value of a secret', () => {
    expect(issuesOf({ apiKey: 'hunter2' }).join()).not.to.contain('hunter2');
  });

  it('has to be empty for a plugin that takes none', () => {
    expect(validateConfig(undefined, {})).to.deep.equal({});
    expect(() => validateConfig(undefined, { a: 1 })).to.throw('a: is not a known key');
  });

  it('is refused above 64 KiB', () => {
    expect(() => validateConfig(schema, { apiKey: 'x'.repeat(70_000) })).to.throw(/64 KiB/);
  });

  it('is stopped when a pattern of its schema backtracks without end', () => {
    const hostile = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    expect(configSchemaIssues(hostile)).to.deep.equal([]);
    const start = performance.now();
    expect(issuesOf({ a: `${'a'.repeat(50)}!` }, hostile)[0]).to.match(/takes too long/);
    expect(performance.now() - start).to.be.lessThan(3000);
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
    ['no properties', { type: 'object' }, /^config\.properties: has to be an object/],
    ['another dialect', of({}, { $schema: 'http://json-schema.org/draft-07/schema#' }), /^config\.\$schema/],
    [
      'a type that is none',
      of({ a: { type: 'text' } }),
      /^config\.properties\.a\.type: is not valid JSON Schema: it has to be one of \["array",/,
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
      /^config\.properties\.a\.default: does not fit its own schema: has to be a text$/,
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
