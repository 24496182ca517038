import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { PlexicaError } from '@plexica/sdk/errors';
import { readSources } from '../../src/services/installations/config-sources.ts';
import { commandLine } from '../../src/terminal/command-line.ts';
import { problemWith, promptFor } from '../../src/services/installations/config-questions.ts';

const FILES: Record<string, string | Uint8Array> = {
  key: 'secret\n',
  windows: 'secret\r\n',
  lines: 'a\nb\n\n',
  marked: '\ufeffsecret',
  empty: '',
  binary: new Uint8Array([0xff, 0xfe, 0x41, 0]),
  'large.txt': 'x'.repeat(1024 * 1024 + 1),
  'values.json': '\ufeff{"currency": "EUR", "mail": {"port": 25}}',
  'list.json': '["currency"]',
  'broken.json': '{"currency": }',
};

describe('values of a configuration from elsewhere', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-values-'));
    for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
  });
  after(() => rm(folder, { recursive: true }));

  /** `{}` in a text stands for the folder. */
  const read = (pairs: string[], file?: string, stdin: string | null = '') => {
    const here = (text: string) => text.replace('{}', folder);
    const stream = Object.assign(Readable.from(stdin === null ? [] : [Buffer.from(stdin)]), {
      isTTY: stdin === null,
    });
    return readSources({ pairs: pairs.map(here), file: file && here(file) }, stream);
  };

  const pairs: [pair: string, stdin: string, expected: string][] = [
    ['key=typed', '', 'key=typed'],
    ['key=@{}/key', '', 'key=secret'],
    ['key=@{}/windows', '', 'key=secret'],
    ['key=@{}/lines', '', 'key=a\nb\n'],
    ['key=@{}/marked', '', 'key=secret'],
    ['key=@{}/empty', '', 'key='],
    ['key=-', 'secret\n', 'key=secret'],
    ['key=-1', '', 'key=-1'],
    ['key=@@home', '', 'key=@home'],
    ['key=a@b', '', 'key=a@b'],
    ['a.b=@{}/key', '', 'a.b=secret'],
    ['no-value', '', 'no-value'],
  ];
  for (const [pair, stdin, expected] of pairs) {
    it(`${pair} is ${JSON.stringify(expected)}`, async () => {
      expect((await read([pair], undefined, stdin)).pairs).to.deep.equal([expected]);
    });
  }

  it('come from a file of JSON, or from standard input', async () => {
    const values = { currency: 'EUR', mail: { port: 25 } };
    expect((await read([], '{}/values.json')).base).to.deep.equal(values);
    expect((await read([], '-', JSON.stringify(values))).base).to.deep.equal(values);
  });

  const wrong: [pairs: string[], file: string | undefined, stdin: string | null, message: RegExp][] = [
    [['key=@{}/nothing'], undefined, '', /^key=@.*nothing: .*nothing cannot be read: ENOENT/],
    [['key=@{}'], undefined, '', /cannot be read: EISDIR/],
    [['key=@'], undefined, '', /^key=@: the file name is missing/],
    [['key=@{}/binary'], undefined, '', /is UTF-16; save it as UTF-8/],
    [['key=@{}/large.txt'], undefined, '', /is larger than 1 MiB/],
    [['key=-'], undefined, null, /standard input is a terminal/],
    [['key=-', 'other=-'], undefined, 'x', /key=- and other=- cannot both read/],
    [['key=-'], '-', 'x', /key=- and --config-file cannot both read/],
    [[], '{}/nothing', '', /^--config-file: .*nothing cannot be read/],
    [[], '{}/list.json', '', /does not contain a JSON object/],
    [[], '{}/broken.json', '', /^--config-file: .*broken\.json:1:13 is not valid JSON/],
    [[], '-', '', /standard input:1:1 is not valid JSON/],
  ];
  for (const [given, file, stdin, message] of wrong) {
    it(`refuses ${given.join(' ')} ${file ?? ''}${stdin === null ? ' at a terminal' : ''}`, async () => {
      const error = await read(given, file, stdin).catch((caught: unknown) => caught);
      expect(error).to.be.instanceOf(PlexicaError).with.property('code', 'bad_usage');
      expect((error as Error).message).to.match(message);
    });
  }
});

describe('a command to paste', () => {
  const flags = { tenant: 'acme', server: undefined, trust: false, yes: true };
  const rows: [config: string[], expected: string][] = [
    [[], ''],
    [['a=1', "b=it's"], ` --config a=1 --config 'b=it'\\''s'`],
    [['key=typed'], ` --config 'key=@<file>'`],
    [['key.part=typed'], ` --config 'key=@<file>'`],
    [['key=@@typed'], ` --config 'key=@<file>'`],
    [['key=@key.txt', 'keys=1'], ' --config key=@key.txt --config keys=1'],
    [['key=-'], ' --config key=-'],
  ];
  for (const [config, expected] of rows) {
    it(`has ${config.join(' ') || 'its flags'}, without what was typed of a secret`, () => {
      expect(commandLine(['install', 'crm@1.0.0'], { ...flags, config }, ['key'])).to.equal(
        `plexica install crm@1.0.0 --tenant acme --yes${expected}`,
      );
    });
  }
});

describe('a question for a value', () => {
  const schema = {
    type: 'object',
    properties: {
      key: { type: 'string', writeOnly: true, minLength: 3 },
      choice: { enum: ['a', 2, null] },
      on: { type: 'boolean' },
      shared: { $ref: '#/$defs/colour', description: 'Of the logo' },
      loud: { type: 'string', description: `\u001b[2J${'x'.repeat(500)}` },
      any: true,
      mail: { type: 'object', properties: { port: { type: 'integer' } } },
      'mail.port': { type: 'string' },
    },
    required: ['key', 'choice'],
    $defs: { colour: { enum: ['red'] } },
  };
  const kinds: [key: string, kind: string, message: RegExp][] = [
    ['key', 'secret', /^key$/],
    ['choice', 'choice', /^choice$/],
    ['on', 'yes or no', /^on$/],
    ['shared', 'choice', /^shared \(Of the logo\)$/],
    ['loud', 'text', /^loud \(\\u001b\[2Jx{100,120}…\)$/],
    ['any', 'text', /^any$/],
    ['__proto__', 'text', /^__proto__$/],
  ];
  for (const [key, kind, message] of kinds) {
    it(`for ${key} is ${kind}`, () => {
      const prompt = promptFor(schema, key);
      expect(prompt.kind).to.equal(kind);
      expect(prompt.message).to.match(message);
    });
  }

  it('offers every value of a list as itself', () => {
    const prompt = promptFor(schema, 'choice');
    expect(prompt.kind === 'choice' && prompt.choices).to.deep.equal([
      { name: 'a', value: 'a' },
      { name: '2', value: 2 },
      { name: 'null', value: null },
    ]);
  });

  const values: [values: Record<string, unknown>, key: string, problem: string | undefined][] = [
    [{ key: 'abc' }, 'key', undefined],
    [{ key: 'ab' }, 'key', 'key must have at least 3 characters'],
    [{ key: 'abc', choice: 'x' }, 'key', undefined],
    [{ mail: { port: 'x' } }, 'mail', 'mail.port must be a whole number'],
  ];
  for (const [given, key, problem] of values) {
    it(`${problem === undefined ? 'takes' : 'refuses'} ${JSON.stringify(given)} for ${key}`, () => {
      expect(problemWith(schema, given, key)).to.equal(problem);
    });
  }
});
