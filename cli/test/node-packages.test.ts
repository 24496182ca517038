import { execFileSync } from 'node:child_process';
import { mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { expect } from 'chai';
import { bundle } from '../src/services/project/bundle.ts';
import { writeBuilt } from '../src/services/project/write-built.ts';
import { Plexica } from './plexica.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODULE = '{ "name": "x", "version": "1.0.0", "type": "module" }';

/** What a package is made of, what a plugin does with it, and, where plain Node cannot run it, what must come of it. */
interface Case {
  files: Record<string, string>;
  imports?: string;
  /** Of an async function. */
  body: string;
}

const cases: Record<string, Case> = {
  'requires a module of Node only when it is called': {
    files: { 'later/index.js': "exports.run = () => 1; exports.later = () => require('node:sqlite');" },
    imports: "import later from 'later';",
    body: 'return later.run();',
  },
  'takes module.exports for the default': {
    files: {
      'esm-flag/index.js': 'exports.__esModule = true; exports.default = () => 1; exports.named = 2;',
    },
    imports: "import flag, { named } from 'esm-flag'; import * as flags from 'esm-flag';",
    body: 'return [flag.default(), named, Object.keys(flags).sort()];',
  },
  'names what a CommonJS file passes on': {
    files: {
      'passes/index.js': "module.exports = require('./deep');",
      'passes/deep.js':
        "exports.a = 1; exports['b-c'] = 2; Object.defineProperty(exports, 'd', { enumerable: true, get: function () { return exports.a; } });",
    },
    imports: "import { a, 'b-c' as bc, d } from 'passes';",
    body: 'return [a, bc, d];',
  },
  'chooses by the conditions of Node': {
    files: {
      'dual/package.json': JSON.stringify({
        name: 'dual',
        main: './main.js',
        module: './bundler.js',
        browser: './browser.js',
        exports: {
          '.': {
            browser: './browser.js',
            module: './bundler.js',
            import: './i.mjs',
            require: './r.cjs',
            default: './main.js',
          },
          './node': { 'node-addons': './addon.js', node: './node.js', default: './main.js' },
          './sync': { 'module-sync': './i.mjs', default: './main.js' },
        },
      }),
      'dual/i.mjs': "export default 'import';",
      'dual/r.cjs': "module.exports = 'require';",
      'dual/node.js': "module.exports = 'node';",
      'dual/main.js': "module.exports = 'main';",
      'asks/index.js': "exports.dual = require('dual'); exports.sync = require('dual/sync').default;",
    },
    imports:
      "import dual from 'dual'; import node from 'dual/node'; import sync from 'dual/sync'; import asks from 'asks';",
    body: 'return [dual, node, sync, asks.dual, asks.sync];',
  },
  'reads main alone, with or without its ending': {
    files: {
      'plain/package.json': '{ "name": "plain", "main": "lib/start", "module": "lib/other.js" }',
      'plain/lib/start.js': "module.exports = 'main';",
      'plain/lib/other.js': "export default 'module';",
    },
    imports: "import plain from 'plain';",
    body: 'return plain;',
  },
  'knows a module without a type by its syntax': {
    files: {
      'untyped/index.js': "import untyped from './cjs.js'; export { untyped };",
      'untyped/cjs.js': 'exports.__esModule = true; exports.default = 1;',
    },
    imports: "import { untyped } from 'untyped';",
    body: 'return untyped.default;',
  },
  'is sloppy where it is not told to be strict': {
    files: {
      'sloppy/index.js':
        "exports.octal = 010; exports.self = (function () { return this === globalThis; })(); exports.strict = (function () { 'use strict'; return this; })() === undefined;",
    },
    imports: "import sloppy from 'sloppy';",
    body: 'return sloppy;',
  },
  'has the variables of CommonJS': {
    files: {
      'own/index.js': `const { basename } = require('path');
        exports.names = [basename(__filename), basename(__dirname), require.main === module, module.parent === undefined];
        exports.module = [module.loaded, basename(module.filename), this === exports, typeof module.require, module.children.length];
        exports.child = require('./child');
        exports.resolved = basename(require.resolve('./child'));
        exports.cached = require.cache[require.resolve('./child')].exports === exports.child;
        delete require.cache[require.resolve('./child')];
        exports.again = require('./child') !== exports.child;`,
      'own/child.js': "exports.parent = require('path').basename(module.parent.filename);",
    },
    imports: "import own from 'own';",
    body: 'return own;',
  },
  'requires by a name that is put together': {
    files: {
      'family/index.js':
        'const ask = require; exports.say = (n) => [require(`./words/${n}`).word, require("./words/" + n + ".js").word, ask("./words/" + n).word];',
      'family/words/de.js': "exports.word = 'ja';",
      'family/words/en.js': "exports.word = 'yes';",
    },
    imports: "import family from 'family';",
    body: "return [family.say('de'), family.say('en')];",
  },
  'says what cannot be required as Node does': {
    files: {
      'fails/index.js':
        'exports.codes = ["./none", "not-there"].map((n) => { try { require(n); } catch (error) { return error.code; } });',
    },
    imports: "import fails from 'fails';",
    body: 'return fails.codes;',
  },
  'goes on without an optional package': {
    files: {
      'optional/index.js':
        "try { require('fast-native'); exports.fast = 1; } catch (error) { exports.fast = error.code; } exports.load = () => import('fast-native').catch((error) => error.code);",
      'optional-esm/package.json': MODULE.replace('"x"', '"optional-esm"'),
      'optional-esm/index.js':
        "export const load = () => import('fast-native').catch((error) => error.code);",
    },
    imports: "import optional from 'optional'; import { load } from 'optional-esm';",
    body: 'return [optional.fast, await optional.load(), await load()];',
  },
  'makes a require of its own': {
    files: {
      'maker/package.json': MODULE.replace('"x"', '"maker"'),
      'maker/index.js':
        "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); export const got = [require('./x.cjs'), createRequire(import.meta.url)('./y.json').y, require('node:path').sep];",
      'maker/x.cjs': "module.exports = 'x';",
      'maker/y.json': '{ "y": 1 }',
    },
    imports: "import { got as made } from 'maker';",
    body: 'return made;',
  },
  'requires modules, and imports late': {
    files: {
      'mixed/index.js':
        "exports.esm = () => require('./a.mjs').a; exports.late = async () => (await import('./a.mjs')).a; exports.json = async () => (await import('./b.json', { with: { type: 'json' } })).default.b; exports.cjs = async () => (await import('./c.js')).default.c;",
      'mixed/a.mjs': 'globalThis.ran = (globalThis.ran ?? 0) + 1; export const a = globalThis.ran;',
      'mixed/b.json': '{ "b": 2 }',
      'mixed/c.js': 'exports.c = 3;',
    },
    imports: "import mixed from 'mixed';",
    body: 'return [globalThis.ran ?? 0, mixed.esm(), await mixed.late(), await mixed.json(), await mixed.cjs(), globalThis.ran];',
  },
  'runs files in the order of Node': {
    files: {
      'order-a/index.js': "(globalThis.order ??= []).push('a');",
      'order-b/package.json': MODULE.replace('"x"', '"order-b"'),
      'order-b/index.js': "globalThis.order.push('b');",
    },
    imports: "import 'order-a'; import 'order-b';",
    body: 'return globalThis.order;',
  },
  'takes circles': {
    files: {
      'circle/a.js': "exports.early = 1; const b = require('./b'); exports.seen = b.seen; exports.late = 2;",
      'circle/b.js': "const a = require('./a'); exports.seen = [a.early, a.late];",
      'circle/package.json': '{ "name": "circle", "main": "a.js" }',
      'ring/package.json': MODULE.replace('"x"', '"ring"'),
      'ring/index.js':
        "import { b } from './b.js'; export const a = () => 'a'; export const both = () => a() + b();",
      'ring/b.js': "import { a } from './index.js'; export const b = () => a() + 'b';",
      'knot/package.json': MODULE.replace('"x"', '"knot"'),
      'knot/index.js': "import c from './c.cjs'; export const code = c.code; export const x = 1;",
      'knot/c.cjs': "try { require('./index.js'); } catch (error) { exports.code = error.code; }",
    },
    imports: "import circle from 'circle'; import { both } from 'ring'; import { code } from 'knot';",
    body: 'return [circle, both(), code];',
  },
  'reads files that lie beside it': {
    files: {
      'reads/index.js':
        "const { readFileSync } = require('fs'); const { join } = require('path'); exports.read = (n) => [readFileSync(__dirname + '/data/a.txt', 'utf8'), readFileSync(join(__dirname, 'data', n + '.txt'), 'utf8')];",
      'reads/data/a.txt': 'A',
      'reads/data/b.txt': 'B',
      'reads-esm/package.json': MODULE.replace('"x"', '"reads-esm"'),
      'reads-esm/index.js':
        "import { readFileSync } from 'node:fs'; import { join, basename } from 'node:path'; export const got = [readFileSync(new URL('./c.txt', import.meta.url), 'utf8'), readFileSync(join(import.meta.dirname, 'c.txt'), 'utf8'), basename(import.meta.filename)];",
      'reads-esm/c.txt': 'C',
    },
    imports: "import reads from 'reads'; import { got as readByModule } from 'reads-esm';",
    body: "return [reads.read('b'), readByModule];",
  },
  'finds files by where it lies': {
    files: {
      'placed/index.js': `const { readFileSync } = require('fs'); const { basename, join } = require('path');
        const name = 'none';
        exports.word = (name) => [require(__dirname + '/words/' + name).word, require(join(__dirname, 'words', name)).word];
        exports.whole = () => [require(join(__dirname, 'words/de')).word, require(__dirname + '/words/en.js').word];
        exports.own = JSON.parse(readFileSync(join(__dirname, 'package.json'), 'utf8')).name + require('./package.json').name;
        exports.html = readFileSync(require.resolve('./page.html'), 'utf8');
        exports.code = basename(readFileSync(join(__dirname, 'words/en.js'), 'utf8').slice(0, 7));`,
      'placed/package.json': '{ "name": "placed", "version": "1.0.0" }',
      'placed/page.html': '<p>',
      'placed/words/de.js': "exports.word = 'ja';",
      'placed/words/en.js': "exports.word = 'yes';",
      'deep/package.json': '{ "name": "deep", "main": "lib/index.js" }',
      'deep/lib/index.js':
        "const { readFileSync } = require('fs'); const { join } = require('path'); exports.read = (n) => readFileSync(join(__dirname, '..', 'data', n), 'utf8');",
      'deep/data/a.txt': 'deep',
    },
    imports: "import placed from 'placed'; import deep from 'deep';",
    body: "return [placed.word('de'), placed.whole(), placed.own, placed.html, placed.code, deep.read('a.txt')];",
  },
  'goes on without native parts': {
    files: {
      'native/index.js':
        "exports.codes = [() => require('./build/a.node'), () => require(__dirname + '/build/a.node'), () => require('bindings')('a')].map((load) => { try { load(); } catch (error) { return error.code; } }); exports.sure = require('./sure');",
      'native/sure.js':
        "let fast; try { fast = require('./fast'); } catch { fast = 'slow'; } exports.fast = fast;",
      'native/fast.js': "module.exports = require('node-gyp-build')(__dirname);",
    },
    imports: "import native from 'native';",
    body: 'return [native.codes, native.sure.fast];',
  },
  'tells two versions of a package from each other': {
    files: {
      'one/package.json': '{ "name": "one", "version": "1.0.0" }',
      'one/index.js': 'exports.version = 1;',
      'user/index.js': "exports.version = require('one').version;",
      'user/node_modules/one/package.json': '{ "name": "one", "version": "2.0.0" }',
      'user/node_modules/one/index.js': 'exports.version = 2;',
    },
    imports: "import one from 'one'; import user from 'user';",
    body: 'return [one.version, user.version];',
  },
  'awaits at the top, and imports JSON': {
    files: {
      'waits/package.json': MODULE.replace('"x"', '"waits"'),
      'waits/index.js':
        "import data from './d.json' with { type: 'json' }; export const d = await Promise.resolve(data.d);",
      'waits/d.json': '{ "d": 4, "__proto__": 1 }',
    },
    imports: "import { d as waited } from 'waits';",
    body: 'return waited;',
  },
};

/** What Node runs only once it is compiled. */
const compiled = {
  'src/own.mts':
    "enum Colour { Red = 3 } import sep = require('node:path'); import c = require('./plain.cts'); export const got = [Colour.Red, typeof sep.join, c.word];",
  'src/plain.cts': "const word: string = 'cts'; export = { word };",
  'src/decorated.ts':
    'const twice = (value: () => number) => () => value() * 2; export class Decorated { @twice two(): number { return 1; } }',
  'lib/alias.ts': "export const alias: string = 'alias';",
};

describe('what runs in Node runs in a plugin', () => {
  let plexica: Plexica;
  let folder: string;
  before(async () => {
    plexica = await Plexica.create();
    folder = await plexica.project('demo');
    await rm(join(folder, 'node_modules'));
    await rm(join(folder, 'tsconfig.json'));
    await rm(join(folder, 'migrations'), { recursive: true });
    await mkdir(join(folder, 'node_modules'));
    await symlink(join(ROOT, 'node_modules/@plexica'), join(folder, 'node_modules/@plexica'), 'junction');
  });
  after(() => plexica.remove());

  const write = async (files: Record<string, string>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  /** Builds a plugin that loads only where its code says so; whatever it throws is in the error. */
  const writeIndex = (code: string): Promise<void> =>
    write({
      'src/index.ts': `import { PlexicaPlugin, Public, Route } from '@plexica/sdk';
${code}
export default class Demo extends PlexicaPlugin { @Route('GET', '/') @Public() all() { return {}; } }\n`,
    });
  const build = async (code: string) => {
    await writeIndex(code);
    return plexica.run(['build', '--json', '--folder', folder]);
  };

  it('in every case as plain Node', async () => {
    const imports: string[] = [];
    const bodies: string[] = [];
    for (const [title, { files, imports: own = '', body }] of Object.entries(cases)) {
      for (const [path, text] of Object.entries(files)) await write({ [`node_modules/${path}`]: text });
      imports.push(own);
      bodies.push(`${JSON.stringify(title)}: await (async () => { ${body} })(),`);
    }
    await write({
      'src/cases.mjs': `${imports.join('\n')}\nexport const got = JSON.stringify({\n${bodies.join('\n')}\n}, null, 1);\n`,
    });
    const print = "import('./src/cases.mjs').then(({ got }) => console.log(got))";
    const plain = execFileSync(process.execPath, ['--no-warnings', '--no-addons', '--eval', print], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
    expect(Object.keys(JSON.parse(plain))).to.deep.equal(Object.keys(cases));
    const { json } = await build(
      `import { got } from './cases.mjs';\nthrow new Error('<<' + Buffer.from(got).toString('base64') + '>>');`,
    );
    const encoded = /<<([^>]*)>>/.exec(json.error.message)?.[1];
    expect(encoded, json.error.message).to.be.a('string');
    expect(JSON.parse(Buffer.from(encoded as string, 'base64').toString())).to.deep.equal(JSON.parse(plain));
  });

  it('compiles what Node does not run, and finds what TypeScript finds', async () => {
    await write({
      ...compiled,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          noEmit: true,
          skipLibCheck: true,
          types: [],
          paths: { '@lib/*': ['./lib/*'] },
          allowImportingTsExtensions: true,
        },
        include: ['lib', 'src'],
      }),
    });
    const sibling = join(plexica.folder, 'sibling');
    await mkdir(join(sibling, 'src'), { recursive: true });
    await writeFile(
      join(sibling, 'package.json'),
      '{ "name": "sibling", "type": "module", "exports": "./src/index.ts" }',
    );
    await writeFile(join(sibling, 'src/index.ts'), "export { word } from './word.js';\n");
    await writeFile(join(sibling, 'src/word.ts'), "export const word: string = 'sibling';\n");
    await symlink(sibling, join(folder, 'node_modules/sibling'), 'junction');
    await write({
      'src/index.ts': `import { PlexicaPlugin } from '@plexica/sdk'; import { got } from './own.mts'; import { Decorated } from './decorated.ts';
import { alias } from '@lib/alias.ts'; import { word } from 'sibling';
export const all = JSON.stringify([got, new Decorated().two(), alias, word]);
export default class extends PlexicaPlugin {}`,
    });
    const project = await realpath(folder);
    const { files } = await bundle(project, join(project, 'src/index.ts'));
    await writeBuilt(project, files);
    await rm(join(folder, 'tsconfig.json'));
    const print = "import('./dist/backend/index.js').then(({ all }) => console.log(all))";
    const said = execFileSync(process.execPath, ['--eval', print], { cwd: folder, encoding: 'utf8' });
    expect(said.trim()).to.equal('[[3,"function","cts"],2,"alias","sibling"]');
  });

  const refused: [title: string, files: Record<string, string>, code: string, at: RegExp, message: RegExp][] =
    [
      [
        'a missing package of its own',
        {},
        "import 'nowhere';",
        /^src\/index\.ts:2:/,
        /"nowhere" cannot be found; is it installed/,
      ],
      [
        'one that it imports late',
        {},
        "await import('nowhere').catch(() => 0);",
        /^src\/index\.ts:2:/,
        /"nowhere" cannot be found/,
      ],
      [
        'one that its CommonJS may do without',
        { 'src/own.cjs': "\ntry { require('nowhere'); } catch {}" },
        "import './own.cjs';",
        /^src\/own\.cjs:2:/,
        /"nowhere" cannot be found/,
      ],
      [
        'a missing package that a package imports',
        {
          'node_modules/needs/index.mjs': "\n\nimport 'nowhere';",
          'node_modules/needs/package.json': '{ "name": "needs", "main": "index.mjs" }',
        },
        "import 'needs';",
        /^node_modules\/needs\/index\.mjs:3:/,
        /"nowhere" cannot be found/,
      ],
      [
        'a module of Node that no sandbox has',
        {},
        "import 'node:sqlite';",
        /^src\/index\.ts:2:/,
        /"node:sqlite" does not work in a plugin/,
      ],
      [
        'an addon that a loader finds',
        {
          'node_modules/addon/package.json': '{ "name": "addon" }',
          'node_modules/addon/index.js': "\nmodule.exports = require('bindings')('addon');",
        },
        "import 'addon';",
        /^node_modules\/addon\/index\.js:2:/,
        /"addon" loads a native addon/,
      ],
      [
        'an addon by a computed path',
        {
          'node_modules/gyp/package.json': '{ "name": "gyp" }',
          'node_modules/gyp/index.js': "module.exports = require('node-gyp-build')(__dirname);",
        },
        "import 'gyp';",
        /^node_modules\/gyp\/index\.js:1:/,
        /"gyp" loads a native addon/,
      ],
      [
        'a package with an addon for each platform',
        {
          'node_modules/sharpen/package.json':
            '{ "name": "sharpen", "optionalDependencies": { "@sharpen/linux-x64": "1.0.0" } }',
          'node_modules/sharpen/index.js': 'require(`@sharpen/${process.platform}-x64`);',
        },
        "import 'sharpen';",
        /^src\/index\.ts:2:/,
        /"sharpen" loads a native addon/,
      ],
      [
        'an addon that a package needs which a package needs',
        {
          'node_modules/outer/index.js': "exports.inner = require('inner');",
          'node_modules/inner/package.json': '{ "name": "inner" }',
          'node_modules/inner/index.js':
            "(function () {\n  module.exports = require('./build/inner.node');\n}).call(this);",
        },
        "import 'outer';",
        /^node_modules\/inner\/index\.js:2:/,
        /"inner" loads a native addon/,
      ],
      [
        'an addon that a package needs which its own code imports late',
        {
          'node_modules/inner/package.json': '{ "name": "inner" }',
          'node_modules/inner/index.js': "module.exports = require('./build/inner.node');",
        },
        "export const later = () => import('inner');",
        /^node_modules\/inner\/index\.js:1:/,
        /"inner" loads a native addon/,
      ],
      [
        'an addon that its own code imports late',
        {
          'node_modules/sharpen/package.json':
            '{ "name": "sharpen", "optionalDependencies": { "@sharpen/linux-x64": "1.0.0" } }',
          'node_modules/sharpen/index.js': '',
        },
        "export const later = () => import('sharpen');",
        /^src\/index\.ts:2:/,
        /"sharpen" loads a native addon/,
      ],
      [
        'a name that CommonJS does not export',
        { 'node_modules/nameless/index.js': "exports['a'] = 1;" },
        "import { b } from 'nameless'; console.log(b);",
        /^src\/index\.ts:2:/,
        /"b" is not exported by "?.*nameless/,
      ],
    ];
  for (const [title, files, code, at, message] of refused) {
    it(`refuses ${title}, by file and line`, async () => {
      await write(files);
      await writeIndex(code);
      const project = await realpath(folder);
      const error = await bundle(project, join(project, 'src/index.ts')).catch((caught: unknown) => caught);
      expect(error).to.be.instanceOf(PlexicaError).with.property('code', 'build_failed');
      const [issue] = (error as PlexicaError).issues;
      expect(issue?.path).to.match(at);
      expect(issue?.message).to.match(message);
      // oxlint-disable-next-line no-control-regex -- names that a bundler makes up begin with it
      expect((error as PlexicaError).message).not.to.match(/\u0000|commonjs:/);
    });
  }

  const lazy: Record<string, Record<string, string>> = {
    'requires itself': { 'node_modules/lazy/index.js': "\nexports.load = () => require('bindings')('x');" },
    'requires from a package': {
      'node_modules/lazy/index.js': "\nexports.load = () => require('fast-part');",
      'node_modules/fast-part/package.json':
        '{ "name": "fast-part", "optionalDependencies": { "@fast-part/linux-x64": "1.0.0" } }',
      'node_modules/fast-part/index.js': 'exports.fast = 1;',
    },
    'requires through another file': {
      'node_modules/lazy/index.js': "exports.load = () => require('./deep');",
      'node_modules/lazy/deep.js': "\nmodule.exports = require('./x.node');",
    },
    'imports as a module': {
      'node_modules/lazy/package.json': MODULE.replace('"x"', '"lazy"'),
      'node_modules/lazy/index.js': "export const load = () => import('./deep.js');",
      'node_modules/lazy/deep.js': "import { fast } from 'fast-part'; export const deep = fast;",
      'node_modules/fast-part/package.json':
        '{ "name": "fast-part", "optionalDependencies": { "@fast-part/linux-x64": "1.0.0" } }',
      'node_modules/fast-part/index.js': 'exports.fast = 1;',
    },
  };
  for (const [title, files] of Object.entries(lazy)) {
    it(`builds with an addon that a package ${title} in a function, and says what it is where that is called`, async () => {
      await write({ 'node_modules/lazy/package.json': '{ "name": "lazy" }', ...files });
      const imports = "import * as lazy from 'lazy';";
      const built = await build(`${imports} export const later = () => lazy.load();`);
      expect(built.code, built.stdout).to.equal(0);
      const { json } = await build(`${imports} await lazy.load();`);
      expect(json.error.message).to.match(/"(?:lazy|fast-part)" loads a native addon/);
    });
  }

  it('names package, file and line of what is missing as a package is loaded', async () => {
    await write({
      'node_modules/top/package.json': '{ "name": "top" }',
      'node_modules/top/index.js':
        "const load = (name) =>\n  require(name);\nexports.x = load(['not', 'there'].join('-'));",
    });
    const { json } = await build("import 'top';");
    const [issue] = json.error.issues;
    expect(issue).to.deep.include({ file: 'node_modules/top/index.js', line: 2 });
    expect(issue.message).to.match(/"top" loads "not-there" at startup/);
    expect(json.error.hint).to.match(/Use another package instead of "top"/);
    await write({
      'node_modules/top/index.js':
        "\nconst file = [__dirname, 'nope.txt'].join('/');\nexports.x = require('fs').readFileSync(file, 'utf8');",
      'node_modules/top/nope.txt': 'there, where nobody sees it',
    });
    const again = (await build("import 'top';")).json.error.issues[0];
    expect(again).to.deep.include({ file: 'node_modules/top/index.js', line: 3 });
    expect(again.message).to.match(/"top" loads "npm\/top\/nope\.txt" at startup/);
  });

  it('warns of what a package looks for later, in what people and programs read', async () => {
    await write({
      'node_modules/looks/package.json': '{ "name": "looks" }',
      'node_modules/looks/index.js': '\n\nexports.load = (name) => require(name);',
    });
    const { json } = await build("import 'looks';");
    const warning =
      '"looks" loads a module whose name the build cannot tell (node_modules/looks/index.js:3). ' +
      'If your plugin runs that line, the module can be missing; test it with `plexica dev`.';
    expect(json.warnings).to.deep.equal([warning]);
    const packed = await plexica.run(['pack', '--dry-run', '--json', '--folder', folder]);
    expect(packed.json.warnings).to.deep.equal([warning]);
    const { stderr } = await plexica.run(['build', '--folder', folder]);
    expect(stderr).to.include(`! ${warning}\n`);
  });

  it('says what the sandbox does not allow when it is asked for', async () => {
    await write({
      'node_modules/later/index.js':
        cases['requires a module of Node only when it is called']?.files['later/index.js'] ?? '',
    });
    const { json } = await build("import later from 'later';\nlater.later();");
    expect(json.error.message).to.match(
      /sandbox does not allow "node:sqlite", which npm\/later\/index\.js requires/,
    );
  });
});
