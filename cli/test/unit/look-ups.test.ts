import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { expect } from 'chai';
import { bundle } from '../../src/services/project/bundle.ts';
import { lookUpWarnings, shortened } from '../../src/services/project/look-ups.ts';

/** What a package's `index.js` says, and the line that is told of; none where nothing is missing at run time. */
const COMMONJS: Readonly<Record<string, readonly [source: string, line?: number]>> = {
  'a name that is given': ['\nexports.load = (name) => require(name);', 2],
  'a name that another constant has too': [
    "const name = 'fs';\nexports.load = function (name) { return require(name); };",
    2,
  ],
  'a name of several': ['exports.load = ({ name = "a" }) => require(name);', 1],
  'a name that begins as a package': ['exports.load = (name) => require("plugin-" + name);', 1],
  'one of a family that is empty': ['exports.load = (name) => require(`./locale/${name}`);', 1],
  'an import of it': ['exports.load = (name) => import(name);', 1],
  'the require of its module': ['exports.load = (name) => module.require(name);', 1],
  'a require by another name': ['const ask = require;\nexports.load = (name) => ask(name);', 2],
  'a choice': ['if (process.env.DRIVER) exports.driver = require(process.env.DRIVER);', 1],
  'a choice with a known one': ['exports.load = (name) => require(name || "./data/other.js");', 1],
  'files of code': [
    'const { readFileSync } = require("fs"); const { join } = require("path");\nexports.read = (name) => readFileSync(join(__dirname, "code", name));',
    2,
  ],
  'files above it': [
    'const { join } = require("path");\nexports.read = (name) => require("fs").readFileSync(join(__dirname, "..", name));',
    2,
  ],
  'a list of its code': [
    'require("fs").readdirSync(__dirname).filter((name) => name === "other.js").forEach((name) => require("./" + name));',
    1,
  ],
  'one of a family': ['exports.load = (name) => require(`./words/${name}`);'],
  'one of a family below its place': ['exports.load = (name) => require(__dirname + "/words/" + name);'],
  'a name that is a constant': ['const name = "./words/de"; exports.load = () => require(name);'],
  'what it tries': [
    'exports.load = (name) => { try { return require(name); } catch { return undefined; } };',
  ],
  'an import that may fail': ['exports.load = (name) => import(name).catch(() => undefined);'],
  'what runs as it is loaded': ['const name = ["f", "s"].join(""); exports.fs = require(name);'],
  'a function that runs at once': [
    '(function () { exports.fs = require(["f", "s"].join("")); }).call(this);',
  ],
  'the require of a bundle': [
    '(function (modules) { function run(id) { modules[id]((name) => run(name)); } run(0); })([function (require) { require(process.argv.length > 9 ? 1 : 2); }, () => 1, () => 2]);',
  ],
  'a require of its own': [
    'const parts = { a: 1 }; function require(id) { return parts[id]; } exports.load = (id) => require(id);',
  ],
  'where something lies': ['exports.where = (name) => require.resolve(name, { paths: ["."] });'],
  'files beside it': [
    'const { readFileSync } = require("fs"); exports.read = (name) => readFileSync(__dirname + "/data/" + name);',
  ],
  'a file that it names': [
    'const { readFileSync } = require("fs"); exports.read = () => readFileSync(__dirname + "/other.js", "utf8");',
  ],
  'any file': ['exports.read = (path) => require("fs").readFileSync(path);'],
};

const MODULES: typeof COMMONJS = {
  'an import by a name that is given': ['\nexport const load = (name) => import(name);', 2],
  'an import of a family': ['export const load = (name) => import(`./words/${name}.js`);', 1],
  'a require that it makes': [
    'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nexport const load = (name) => require(name);',
    3,
  ],
  'a require that it makes and calls': [
    'import { createRequire } from "node:module";\nexport const load = (name) => createRequire(import.meta.url)(name);',
    2,
  ],
  'files of code': [
    'import { readFileSync } from "node:fs";\nexport const load = (name) => readFileSync(new URL("./code/" + name, import.meta.url));',
    2,
  ],
  'files beside it': [
    'import { readFileSync } from "node:fs";\nexport const load = (name) => readFileSync(new URL("./data/" + name, import.meta.url));',
  ],
  'what is left out of the bundle': [
    'export const load = () => 1;\nexport const other = (name) => import(name);',
  ],
  'an import that may fail': ['export const load = (name) => import(name).catch(() => 1);'],
  'a require that modules do not have': [
    'export const load = (name) => typeof require === "function" ? require(name) : import("./other.js");',
  ],
};

/** What the plugin's own code says, in which file, and where it is wrong. */
const OWN: Readonly<Record<string, readonly [file: string, source: string, at: string, message: RegExp]>> = {
  'an import by a name': [
    'src/own.ts',
    '\nexport const load = (name: string) => import(name);',
    'src/own.ts:2:39',
    /cannot tell which module this loads.*use a string literal/,
  ],
  'an import of a family': [
    'src/own.ts',
    "type A = string;\nexport const load = (name: A): unknown => import('./words/' + name);",
    'src/own.ts:2:43',
    /cannot tell which module this loads/,
  ],
  'an import that may fail': [
    'src/own.ts',
    'export const load = (name: string) => import(name).catch(() => 0);',
    'src/own.ts:1:39',
    /cannot tell which module this loads/,
  ],
  'a require that it makes': [
    'src/own.ts',
    "import { createRequire } from 'node:module';\nexport const load = (name: string) => createRequire(import.meta.url)(name);",
    'src/own.ts:2:39',
    /cannot tell which module this loads/,
  ],
  'a require in CommonJS': [
    'src/own.cjs',
    '\nexports.load = (name) => require(name);',
    'src/own.cjs:2:26',
    /cannot tell which module this loads/,
  ],
  'a family in CommonJS that is empty': [
    'src/own.cjs',
    'exports.load = (name) => require(`./locale/${name}`);',
    'src/own.cjs:1:26',
    /cannot tell which module this loads/,
  ],
  'a file in CommonJS': [
    'src/own.cjs',
    "const { readFileSync } = require('fs');\nexports.load = (name) => readFileSync(__dirname + '/' + name);",
    'src/own.cjs:1:34',
    /"fs" does not work in a plugin/,
  ],
};

describe('look-ups at run time', () => {
  let folder: string;
  let entry: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'plexica-look-ups-')));
    entry = join(folder, 'src/index.ts');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (files: Record<string, string>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  const writePackage = (name: string, source: string, type = 'commonjs') =>
    write({
      [`node_modules/${name}/package.json`]: JSON.stringify({ name, type }),
      [`node_modules/${name}/index.js`]: source,
      [`node_modules/${name}/other.js`]: '',
      [`node_modules/${name}/words/de.js`]: '',
      [`node_modules/${name}/data/a.txt`]: 'A',
      [`node_modules/${name}/code/a.js`]: '',
    });
  const writeEntry = (imports: string) =>
    write({
      'src/index.ts': `${imports}\nexport default class extends PlexicaPlugin { a() { return load; } }\n`,
    });

  for (const [type, rows] of [
    ['commonjs', COMMONJS],
    ['module', MODULES],
  ] as const) {
    for (const [title, [source, line]] of Object.entries(rows)) {
      it(`${line === undefined ? 'says nothing of' : 'tells of'} ${title} in a package (${type})`, async () => {
        await writePackage('looks', source, type);
        await writeEntry(type === 'commonjs' ? "import load from 'looks';" : "import { load } from 'looks';");
        const { lookUps } = await bundle(folder, entry);
        expect(
          lookUps.map(({ file, ...site }) => ({ ...site, file: file.slice(folder.length + 1) })),
        ).to.deep.equal(
          line === undefined
            ? []
            : [
                {
                  package: 'looks',
                  what: /^files|list/.test(title) ? 'file' : 'module',
                  file: 'node_modules/looks/index.js',
                  line,
                },
              ],
        );
      });
    }
  }

  for (const [title, [file, source, at, message]] of Object.entries(OWN)) {
    it(`refuses ${title} in the plugin's own code`, async () => {
      await write({ [file]: source });
      await writeEntry(`import * as load from '../${file}';`);
      const error = await bundle(folder, entry).catch((caught: unknown) => caught);
      expect(error).to.be.instanceOf(PlexicaError).with.property('code', 'build_failed');
      const [issue] = (error as PlexicaError).issues;
      expect(issue?.path).to.equal(at);
      expect(issue?.message).to.match(message);
    });
  }

  it('takes no file of the project where a package reads it', async () => {
    await writePackage(
      'looks',
      "exports.read = () => require('fs').readFileSync(require('path').join(__dirname, '../../.env')); exports.where = __dirname + '/../../.env';",
    );
    await write({ '.env': 'PASSWORD=1' });
    await writeEntry("import load from 'looks';");
    const { files, lookUps } = await bundle(folder, entry);
    expect(Object.keys(files).filter((path) => path.includes('env'))).to.deep.equal([]);
    expect(lookUps).to.have.length(1);
  });

  it('tells of each package once, and keeps the names of those that are many', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) {
      await writePackage(
        name,
        "exports.load = (name) => require(name); exports.more = require('./more.js');",
      );
      await write({ [`node_modules/${name}/more.js`]: 'exports.load = (name) => import(name);' });
    }
    await writeEntry(
      `${names.map((name) => `import ${name} from '${name}';`).join('\n')}\nconst load = [${names.join(', ')}];`,
    );
    const { lookUps } = await bundle(folder, entry);
    const warnings = lookUpWarnings(folder, lookUps);
    expect(warnings).to.have.length(5);
    expect(warnings[0]).to.match(/^"a" loads a module .*node_modules\/a\/index\.js:1/);
    expect(shortened(warnings, lookUps)).to.deep.equal([
      ...warnings.slice(0, 3),
      'The same applies to d, e; --json shows the lines.',
    ]);
  });
});
