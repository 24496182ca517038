import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { bundle } from '../src/services/project/bundle.ts';

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const OPTIONS = { module: 'nodenext', noEmit: true, skipLibCheck: true, types: [], target: 'es2024' };
const options = (more: object = {}) => ({ compilerOptions: { ...OPTIONS, ...more } });
const WORD = "export const word: string = 'found';\n";
const LIB = { name: '@ws/lib', type: 'module', exports: './src/index.ts' };

/** What lies in a repository whose plugin is `app`, and what comes of it: that of `word`, or an error with these words. */
interface Row {
  files: Record<string, string | object>;
  imports: string;
  /** Folders that `app/node_modules` leads to, by name. */
  links?: Record<string, string>;
  refused?: RegExp;
}

/** What the compiler accepts builds, or is refused by name. */
const ACCEPTED: Record<string, Row> = {
  'paths in what it extends': {
    files: {
      'base.json': options({ paths: { '#lib/*': ['./app/lib/*'] } }),
      'app/tsconfig.json': { extends: '../base.json', include: ['src'] },
      'app/lib/word.ts': WORD,
    },
    imports: '#lib/word.js',
  },
  'paths at the end of a chain': {
    files: {
      'base.json': options({ paths: { '#lib/*': ['./app/lib/*'] } }),
      'config/tsconfig.json': { extends: '../base.json' },
      'app/tsconfig.json': { extends: ['../config/tsconfig.json'], include: ['src'] },
      'app/lib/word.ts': WORD,
    },
    imports: '#lib/word.js',
  },
  'paths of its own instead of those that it extends': {
    files: {
      'base.json': options({ paths: { '#lib/*': ['./app/other/*'] } }),
      'app/tsconfig.json': {
        extends: '../base.json',
        compilerOptions: { paths: { '#lib/*': ['./lib/*'] } },
        include: ['src'],
      },
      'app/lib/word.ts': WORD,
      'app/other/word.ts': "export const word: string = 'other';\n",
    },
    imports: '#lib/word.js',
  },
  'paths from a package': {
    files: {
      'app/node_modules/base/package.json': { name: 'base' },
      'app/node_modules/base/tsconfig.json': options(),
      'app/tsconfig.json': {
        extends: 'base/tsconfig.json',
        compilerOptions: { paths: { '*': ['./*'] } },
        include: ['src'],
      },
      'app/lib/word.ts': WORD,
    },
    imports: 'lib/word.js',
  },
  'paths to a package of the workspace that is linked': {
    files: {
      'base.json': options({ paths: { '@ws/*': ['./packages/*/src/index.ts'] } }),
      'app/tsconfig.json': { extends: '../base.json', include: ['src'] },
      'packages/lib/package.json': LIB,
      'packages/lib/src/index.ts': WORD,
    },
    links: { '@ws/lib': 'packages/lib' },
    imports: '@ws/lib',
  },
  'paths to a package of the workspace that is not linked': {
    files: {
      'base.json': options({ paths: { '@ws/*': ['./packages/*/src/index.ts'] } }),
      'app/tsconfig.json': { extends: '../base.json', include: ['src'] },
      'packages/lib/package.json': LIB,
      'packages/lib/src/index.ts': WORD,
    },
    imports: '@ws/lib',
    refused:
      /packages\/lib\/src\/index\.ts is outside the project; copy it into the project, or import it from/,
  },
  'a linked package of several sources': {
    files: {
      'app/tsconfig.json': { ...options(), include: ['src'] },
      'packages/lib/package.json': LIB,
      'packages/lib/src/index.ts': "export { word } from './word.js';\n",
      'packages/lib/src/word.ts': WORD,
    },
    links: { '@ws/lib': 'packages/lib' },
    imports: '@ws/lib',
  },
};

describe('what tsconfig.json says of modules', () => {
  let root: string;
  let app: string;
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'plexica-tsconfig-')));
    app = join(root, 'app');
  });
  afterEach(() => rm(root, { recursive: true }));

  const write = async ({ files, imports, links = {} }: Row): Promise<void> => {
    const all = {
      ...files,
      'app/package.json': { name: 'app', type: 'module' },
      'app/src/index.ts': `import { word } from '${imports}';\nexport { word };\nexport default class extends PlexicaPlugin {}\ndeclare class PlexicaPlugin {}\n`,
    };
    for (const [path, content] of Object.entries(all)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
    for (const [name, to] of Object.entries(links)) {
      const link = join(app, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(root, to), link, 'junction');
    }
  };
  const check = (): Promise<string> =>
    new Promise((resolve) => {
      execFile(process.execPath, [TSC, '--project', app], (_error, stdout) => resolve(stdout));
    });
  const built = () => bundle(app, join(app, 'src/index.ts'));

  for (const [title, row] of Object.entries(ACCEPTED)) {
    it(`${row.refused ? 'refuses by name' : 'builds'} ${title}, which the compiler accepts`, async () => {
      await write(row);
      expect(await check()).to.equal('');
      if (row.refused !== undefined) {
        const error = await built().catch((caught: unknown) => caught);
        expect(error).to.have.property('code', 'build_failed');
        expect((error as Error).message).to.match(row.refused);
        return;
      }
      const { files } = await built();
      expect(String(files['dist/backend/index.js'])).to.include('"found"');
    });
  }

  it('builds with baseUrl for compilers that know it; TypeScript 7 refuses it by name', async () => {
    const files = {
      'app/tsconfig.json': { ...options({ baseUrl: '.' }), include: ['src'] },
      'app/lib/word.ts': WORD,
    };
    await write({ files, imports: 'lib/word.js' });
    expect(await check()).to.match(/TS5102: Option 'baseUrl' has been removed/);
    expect(String((await built()).files['dist/backend/index.js'])).to.include('"found"');
  });
});
