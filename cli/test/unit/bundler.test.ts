import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { PlexicaError } from '@plexica/sdk/errors';
import { expect } from 'chai';
import { Bundler, type Bundled } from '../../src/services/dev/bundler.ts';

const PLUGIN = 'export default class extends PlexicaPlugin {}\n';

describe('what bundles in dev', () => {
  let folder: string;
  let entry: string;
  let ended: AbortController;
  let read: string[];
  const codeOf = (bundled: Bundled | undefined): string => String(bundled?.files['dist/backend/index.js']);
  const onRead = (files: readonly string[]): void => void (read = [...files]);
  beforeEach(async () => {
    read = [];
    folder = await realpath(await mkdtemp(join(tmpdir(), 'plexica-bundler-')));
    entry = join(folder, 'src/index.ts');
    await mkdir(join(folder, 'src'));
    await writeFile(entry, "export { word } from './word.ts';\n" + PLUGIN);
    await writeFile(join(folder, 'src/word.ts'), "export const word: string = 'one';\n");
    ended = new AbortController();
  });
  afterEach(async () => {
    ended.abort();
    await rm(folder, { recursive: true });
  });

  it('gives what each save has made, and says what it has read', async () => {
    const bundler = new Bundler(folder, ended.signal);
    expect(codeOf(await bundler.bundle(entry, onRead))).to.include('"one"');
    expect(read).to.have.members([entry, join(folder, 'src/word.ts')]);
    await writeFile(join(folder, 'src/word.ts'), "export const word: string = 'two';\n");
    const bundled = await bundler.bundle(entry, onRead);
    expect(codeOf(bundled)).to.include('"two"');
    expect(JSON.parse(String(bundled.files['dist/backend/index.js.map'])).sources).to.have.members([
      '../../src/word.ts',
      '../../src/index.ts',
    ]);
  });

  /** Writes files below the project, by path. */
  const write = async (files: Record<string, string>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  const packageOf = (name: string, word: string, main = 'index.js') => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main, type: 'module' }),
    [`node_modules/${name}/${main}`]: `export const word = '${word}';\n`,
  });
  const compilerOptions = (options: object) => ({
    'tsconfig.json': JSON.stringify({ compilerOptions: options }),
  });

  /** What is there first, what comes meanwhile, without a save of any source, and what is said then. */
  const comes: [
    what: string,
    imported: string,
    first: object,
    later: object,
    before: RegExp,
    after: string,
  ][] = [
    ['a package', 'late', {}, packageOf('late', 'came'), /"late" cannot be found/, 'came'],
    [
      'a package of CommonJS',
      'late',
      {},
      { 'node_modules/late/index.js': "exports.word = 'common';\n" },
      /"late" cannot be found/,
      'common',
    ],
    [
      'a package beside others of its scope',
      '@acme/late',
      packageOf('@acme/early', 'early'),
      packageOf('@acme/late', 'came'),
      /"@acme\/late" cannot be found/,
      'came',
    ],
    [
      'another version, with another main file',
      '@acme/it',
      packageOf('@acme/it', 'one'),
      packageOf('@acme/it', 'two', 'main.js'),
      /one/,
      'two',
    ],
    [
      'a package below that needs it',
      'early',
      {
        'node_modules/early/package.json': '{"type":"module"}',
        'node_modules/early/index.js': "export { word } from 'late';\n",
      },
      packageOf('late', 'came'),
      /"late" cannot be found/,
      'came',
    ],
    [
      'paths',
      '#lib/it',
      { 'lib/it.ts': "export const word = 'mapped';\n" },
      compilerOptions({ paths: { '#lib/*': ['./lib/*'] } }),
      /"#lib\/it" cannot be found/,
      'mapped',
    ],
    [
      'other paths',
      '@lib/it',
      {
        'lib/it.ts': "export const word = 'one';\n",
        'more/it.ts': "export const word = 'two';\n",
        ...compilerOptions({ paths: { '@lib/*': ['./lib/*'] } }),
      },
      compilerOptions({ paths: { '@lib/*': ['./more/*'] } }),
      /one/,
      'two',
    ],
    [
      'other paths in what it extends',
      '@lib/it',
      {
        'lib/it.ts': "export const word = 'one';\n",
        'more/it.ts': "export const word = 'two';\n",
        'tsconfig.json': '{ // As all of ours.\n  "extends": ["./config/base"], }',
        'config/base.json': JSON.stringify({ compilerOptions: { paths: { '@lib/*': ['../lib/*'] } } }),
      },
      { 'config/base.json': JSON.stringify({ compilerOptions: { paths: { '@lib/*': ['../more/*'] } } }) },
      /one/,
      'two',
    ],
    [
      'baseUrl alone',
      'lib/it',
      { 'lib/it.ts': "export const word = 'based';\n", ...compilerOptions({}) },
      compilerOptions({ baseUrl: '.' }),
      /"lib\/it" cannot be found/,
      'based',
    ],
    [
      'another baseUrl',
      'lib/it',
      {
        'lib/it.ts': "export const word = 'one';\n",
        'more/lib/it.ts': "export const word = 'two';\n",
        ...compilerOptions({ baseUrl: '.' }),
      },
      compilerOptions({ baseUrl: './more' }),
      /one/,
      'two',
    ],
  ];
  for (const [what, imported, first, later, before, after] of comes) {
    it(`takes notice of ${what}`, async () => {
      const bundler = new Bundler(folder, ended.signal);
      await write({ 'src/index.ts': `export { word } from '${imported}';\n${PLUGIN}`, ...first });
      const said = await bundler.bundle(entry, onRead).then(codeOf, (error: Error) => error.message);
      expect(said).to.match(before);
      // Package managers put another folder in its place.
      const own = `node_modules/${imported}`;
      if (`${own}/package.json` in later) await rm(join(folder, own), { recursive: true, force: true });
      await write(later as Record<string, string>);
      const bundled = await bundler.bundle(entry, onRead);
      expect(Object.values(bundled.files).map(String).join('\n')).to.contain(after);
      for (const path of Object.keys(later).filter((each) => !each.startsWith('node_modules')))
        expect(read).to.include(join(folder, path));
    });
  }

  it('answers each of several who ask at once', async () => {
    const bundler = new Bundler(folder, ended.signal);
    const other = join(folder, 'src/other.ts');
    await writeFile(other, "export const other = 'another';\n" + PLUGIN);
    const [first, second] = await Promise.all([entry, other].map((each) => bundler.bundle(each, onRead)));
    expect(codeOf(first)).to.include('"one"');
    expect(codeOf(second)).to.include('"another"');
  });

  it('says what is wrong with the sources, and what it has read of them, and goes on', async () => {
    const bundler = new Bundler(folder, ended.signal);
    await writeFile(join(folder, 'src/word.ts'), 'export const word: string = ;\n');
    const error = await bundler.bundle(entry, onRead).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(PlexicaError).with.property('code', 'build_failed');
    const [issue] = (error as PlexicaError).issues;
    expect(issue?.path).to.equal('src/word.ts:1:29');
    expect(read).to.include(join(folder, 'src/word.ts'));
    await writeFile(join(folder, 'src/word.ts'), "export const word: string = 'right';\n");
    expect(codeOf(await bundler.bundle(entry, onRead))).to.include('"right"');
  });

  it('answers with what is there now also while it rehearses, and nobody for the rehearsal', async () => {
    const started = once(process, 'worker');
    const bundler = new Bundler(folder, ended.signal);
    await bundler.bundle(entry, onRead);
    const [thread] = (await started) as [Worker];
    let answers = 0;
    thread.on('message', () => (answers += 1));
    for (const word of ['two', 'three']) {
      bundler.rehearse(entry);
      await writeFile(join(folder, 'src/word.ts'), `export const word: string = '${word}';\n`);
      expect(codeOf(await bundler.bundle(entry, onRead))).to.include(`"${word}"`);
    }
    expect(answers).to.equal(2);
  });

  it('fails where its thread dies, and goes on with another', async () => {
    const started = once(process, 'worker');
    const bundler = new Bundler(folder, ended.signal);
    bundler.prepare();
    const [thread] = (await started) as [Worker];
    const waiting = bundler.bundle(entry, onRead).catch((error: Error) => error.message);
    // As Node tells it: first of the reason, then that the thread has ended.
    thread.emit('error', new Error('out of memory'));
    expect(await waiting).to.equal('out of memory');
    await writeFile(join(folder, 'src/word.ts'), "export const word: string = 'another';\n");
    const again = bundler.bundle(entry, onRead);
    thread.emit('message', { read: [], error: new Error('what the first was asked') });
    await thread.terminate();
    expect(codeOf(await again)).to.include('"another"');
  });

  it('keeps nobody waiting once it is ended', async () => {
    const bundler = new Bundler(folder, ended.signal);
    const waiting = bundler.bundle(entry, onRead).catch((error: Error) => error);
    ended.abort();
    expect(await waiting).to.be.instanceOf(Error);
    expect(await bundler.bundle(entry, onRead).catch((error: Error) => error.name)).to.equal('AbortError');
  });
});
