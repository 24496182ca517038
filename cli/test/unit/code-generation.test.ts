import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { bundle } from '../../src/services/project/bundle.ts';

/** What a package's `index.js` says, and the line that is told of; none where it works without code of text. */
const ROWS: Readonly<Record<string, readonly [source: string, line?: number]>> = {
  'new Function': ['export const value = 1;\n\nexport const make = (text) => new Function("a", text);', 3],
  Function: ['export const make = (text) => Function(text)();', 1],
  'Function.apply': ['export const make = (words) => Function.apply(null, words);', 1],
  eval: ['export const make = (text) => eval(text);', 1],
  'eval from outside': ['export const make = (text) => (0, eval)(text);', 1],
  CommonJS: ['"use strict";\n\nexports.make = function (text) {\n  return new Function(text);\n};', 4],
  'a try that throws again': [
    'export function make(text) {\n  try {\n    return new Function(text);\n  } catch (error) {\n    console.log(text);\n    throw error;\n  }\n}',
    3,
  ],
  'a try without a catch': [
    'export function make(text) { try { return eval(text); } finally { text = 1; } }',
    1,
  ],
  'a comment before it': ['// new Function(text)\nexport const make = (text) => new Function(text);', 2],
  'a constant': ['export const make = () => Function("return this")();'],
  'a look whether it can': [
    'export const make = (text) => { try { return new Function(text); } catch { return undefined; } };',
  ],
  'what is tried at last': [
    'export const make = (text) => { try { return text(); } catch { return Function(text)(); } };',
  ],
  'what only text needs': [
    'export function make(call) { if (typeof call !== "function") { call = new Function("" + call); } return call; }',
  ],
  'what is left out of the bundle': [
    'export const make = () => 1;\nexport const other = (text) => new Function(text);',
  ],
  'a method of that name': ['export const make = (text) => ({ eval: (a) => a }).eval(text);'],
};

describe('the places that make code of text', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'plexica-code-')));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (path: string, text: string): Promise<string> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  const install = async (name: string, source: string): Promise<string> => {
    await write(
      `node_modules/${name}/package.json`,
      JSON.stringify({
        name,
        version: '1.0.0',
        main: 'index.js',
        ...(/^export |^\/\//.test(source) && { type: 'module' }),
      }),
    );
    return write(`node_modules/${name}/index.js`, source);
  };

  for (const [what, [source, line]] of Object.entries(ROWS)) {
    it(line === undefined ? `are not ${what}` : `are found in ${what}`, async () => {
      const file = await install('maker', source);
      const entry = await write(
        'src/index.ts',
        "import { make } from 'maker';\nexport const used = make;\nexport default class Plugin extends Object {}\n",
      );
      const { makesCode } = await bundle(folder, entry);
      expect(makesCode).to.deep.equal(line === undefined ? [] : [{ package: 'maker', file, line }]);
    });
  }

  it('are found in the code of the plugin', async () => {
    const entry = await write(
      'src/index.ts',
      'interface A { b: string }\n\nexport const make = (a: A): unknown => new Function(a.b);\nexport default class Plugin extends Object {}\n',
    );
    const { makesCode } = await bundle(folder, entry);
    expect(makesCode).to.deep.equal([{ package: undefined, file: entry, line: 3 }]);
  });

  it('are told of lodash where its template is used, and only there', async () => {
    await install('lodash', 'exports.chunk = () => [];\nexports.template = (text) => Function("_", text);\n');
    const chunk = await write(
      'src/chunk.ts',
      "import _ from 'lodash';\nexport const used = _.chunk;\nexport default class Plugin extends Object {}\n",
    );
    expect((await bundle(folder, chunk)).makesCode).to.deep.equal([]);
    const template = await write(
      'src/template.ts',
      "import _ from 'lodash';\nexport const used = _.template;\nexport default class Plugin extends Object {}\n",
    );
    expect((await bundle(folder, template)).makesCode).to.have.length(1);
  });

  it('are not told of a package whose code is for old versions of Node', async () => {
    await install('function-bind', 'exports.make = (text) => Function(text);\n');
    const entry = await write(
      'src/index.ts',
      "import { make } from 'function-bind';\nexport const used = make;\nexport default class Plugin extends Object {}\n",
    );
    expect((await bundle(folder, entry)).makesCode).to.deep.equal([]);
  });
});
