import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { skipWhereMissing } from '../skip-where-missing.ts';
import { watchFiles, type FileWatcher } from '../../src/services/dev/watch-files.ts';

describe('watching the files of a project', () => {
  let folder: string;
  let watcher: FileWatcher;
  let told: string[][];
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'plexica-watch-')));
    told = [];
    for (const path of [
      'src/index.ts',
      'src/coverage/word.ts',
      'src/test/word.ts',
      'src/dist/word.ts',
      'src/node_modules/word.ts',
      'lib/w.ts',
      'lib/other.ts',
      'node_modules/w/index.js',
    ]) {
      await write(path, 'before');
    }
    watcher = await watchFiles(
      folder,
      join(folder, 'src/index.ts'),
      (_since, paths) => told.push(paths),
      (reason) => told.push([`polling: ${reason}`]),
    );
  });
  afterEach(async () => {
    await watcher.close();
    await rm(folder, { recursive: true });
  });

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }

  /** A file that is watched in any case is saved last: nothing that was missed before comes after it. */
  async function toldAfter(...paths: string[]): Promise<string[]> {
    for (const path of paths) {
      await write(path, 'after');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await write('src/index.ts', 'after');
    for (let tries = 0; tries < 100 && !told.flat().includes('src/index.ts'); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return told.flat();
  }

  it('tells of folders in the sources, whatever they are called', async () => {
    const paths = ['src/coverage/word.ts', 'src/test/word.ts', 'src/dist/word.ts'];
    expect(await toldAfter(...paths)).to.deep.equal([...paths, 'src/index.ts']);
  });

  it('tells of no package and of nothing outside the sources', async () => {
    expect(await toldAfter('src/node_modules/word.ts', 'lib/w.ts', 'coverage/a.ts')).to.deep.equal([
      'src/index.ts',
    ]);
  });

  it('tells of what the bundler has read outside the sources, and of nothing beside it', async () => {
    watcher.add(
      ['src/index.ts', 'lib/w.ts', 'node_modules/w/index.js', '../other.ts'].map((path) =>
        join(folder, path),
      ),
      Date.now(),
    );
    watcher.add(['\0virtual'], Date.now());
    expect(await toldAfter('node_modules/w/index.js', 'lib/other.ts', 'lib/w.ts')).to.deep.equal([
      'lib/w.ts',
      'src/index.ts',
    ]);
  });

  it('tells of what was saved while the bundler read it for the first time', async () => {
    const began = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await write('lib/w.ts', 'meanwhile');
    watcher.add([join(folder, 'lib/w.ts'), join(folder, 'lib/other.ts')], began);
    expect(await toldAfter()).to.deep.equal(['lib/w.ts', 'src/index.ts']);
  });

  it('tells of what was moved there meanwhile, however old it is', async () => {
    const old = join(folder, 'lib/old.tmp');
    await writeFile(old, 'of yesterday');
    await utimes(old, 1000, 1000);
    const began = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await rename(old, join(folder, 'lib/w.ts'));
    watcher.add([join(folder, 'lib/w.ts'), join(folder, 'lib/w.ts/nothing.ts')], began);
    expect(await toldAfter()).to.deep.equal(['lib/w.ts', 'src/index.ts']);
  });

  for (const [limit, reason] of [
    ['max_inotify_watches', 'ENOSPC'],
    ['max_inotify_instances', 'EMFILE'],
  ] as const) {
    it(`looks at files again and again where ${limit} is reached, and says so once`, async function () {
      if (process.platform !== 'linux') this.skip();
      const module = join(import.meta.dirname, '../../dist/services/dev/watch-files.js');
      const program = `
        import { writeFileSync } from 'node:fs';
        import { setTimeout as sleep } from 'node:timers/promises';
        import { watchFiles } from ${JSON.stringify(module)};
        const [folder] = process.argv.slice(1);
        const tell = (word) => console.log(word);
        const entry = folder + '/src/index.ts';
        const watcher = await watchFiles(folder, entry, (_since, paths) => tell(paths.join()), tell);
        watcher.add([folder + '/lib/w.ts'], Date.now());
        writeFileSync(folder + '/lib/w.ts', 'after');
        writeFileSync(folder + '/src/test/word.ts', 'after');
        setTimeout(() => process.exit(1), 30_000);
      `;
      // A namespace of its own, in which nothing can be watched.
      const script = `echo 0 > /proc/sys/user/${limit} && exec "$0" --input-type=module --eval "$1" "$2"`;
      const args = ['--user', '--map-root-user', 'sh', '-c', script, process.execPath, program, folder];
      const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'] });
      let [said, failed] = ['', ''];
      child.stderr.on('data', (text) => (failed += text));
      await new Promise<void>((resolve) => {
        child.stdout.on('data', (text) => {
          said += text;
          if (said.includes('w.ts') && said.includes('word.ts')) resolve();
        });
        child.once('close', resolve);
      });
      child.kill('SIGKILL');
      if (failed.includes('unshare')) skipWhereMissing(this, failed);
      const [first, ...others] = said.trim().split('\n');
      expect(first, failed).to.equal(reason);
      expect(others.join(',').split(',')).to.have.members(['lib/w.ts', 'src/test/word.ts']);
    });
  }

  it('tells of nothing once it is closed', async () => {
    const began = Date.now() - 60_000;
    await watcher.close();
    watcher.add([join(folder, 'lib/w.ts')], began);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told).to.deep.equal([]);
  });

  it('tells of it again and again, also where an editor puts a new file in its place', async () => {
    watcher.add([join(folder, 'lib/w.ts')], Date.now());
    for (const text of ['one', 'two', 'three']) {
      await write('lib/w.ts.tmp', text);
      await rename(join(folder, 'lib/w.ts.tmp'), join(folder, 'lib/w.ts'));
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(told).to.deep.equal([['lib/w.ts'], ['lib/w.ts'], ['lib/w.ts']]);
  });
});
