import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeBuilt } from '../src/services/project/write-built.ts';

const WRITE_BUILT = new URL('../src/services/project/write-built.ts', import.meta.url).href;
const NAMES = ['dist/backend/index.js', 'dist/backend/npm/a/data.txt', 'dist/plexica.json'];
const built = (text: string) => Object.fromEntries(NAMES.map((name) => [name, text]));

/** Replaces dist/ and kills itself before its nth change of the file system. */
const program = (folder: string, step: number, cannotMove: boolean): string => `
  import { syncBuiltinESMExports } from 'node:module';
  import fs from 'node:fs/promises';
  let step = 0;
  for (const name of ['mkdir', 'mkdtemp', 'rename', 'rm', 'writeFile']) {
    const real = fs[name];
    fs[name] = async (...args) => {
      if (++step === ${step}) process.kill(process.pid, 'SIGKILL');
      if (${cannotMove} && name === 'rename' && args.includes(${JSON.stringify(join(folder, 'dist'))}))
        throw Object.assign(new Error('EXDEV: cross-device link not permitted'), { code: 'EXDEV', syscall: 'rename', path: args[0] });
      return real(...args);
    };
  }
  syncBuiltinESMExports();
  const { writeBuilt } = await import(${JSON.stringify(WRITE_BUILT)});
  await writeBuilt(${JSON.stringify(folder)}, ${JSON.stringify(built('new'))});`;

describe('a build that is killed while it replaces dist/', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-killed-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const textsOf = async (): Promise<(string | undefined)[]> =>
    Promise.all(NAMES.map((name) => readFile(join(folder, name), 'utf8').catch(() => undefined)));
  const isMissing = (text: string | undefined) => text === undefined;

  for (const cannotMove of [false, true]) {
    it(`leaves the old one, the new one or none${cannotMove ? ' with a manifest, where dist/ cannot be moved' : ''}; the next build clears up`, async function () {
      this.timeout(180_000);
      const seen = new Set<string>();
      for (let step = 1; ; step++) {
        await rm(join(folder, 'dist'), { recursive: true, force: true });
        for (const [name, text] of Object.entries({ ...built('old'), 'dist/gone.js': 'old' })) {
          await mkdir(join(folder, name, '..'), { recursive: true });
          await writeFile(join(folder, name), text);
        }
        const child = spawn(
          process.execPath,
          ['--input-type=module', '--eval', program(folder, step, cannotMove)],
          {
            stdio: ['ignore', 'ignore', 'inherit'],
          },
        );
        const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
          child.once('close', (...how) => resolve(how));
        });
        const texts = await textsOf();
        const [, , manifest] = texts;
        // Without a manifest it is no build; where it can be moved, nothing of it is there then.
        if (isMissing(manifest) && !cannotMove) expect(texts.every(isMissing), `step ${step}`).to.equal(true);
        if (!isMissing(manifest)) {
          expect(texts, `step ${step}`).to.deep.equal(NAMES.map(() => manifest));
          const gone = await readFile(join(folder, 'dist/gone.js'), 'utf8').catch(() => undefined);
          expect(gone, `step ${step}`).to.equal(manifest === 'old' ? 'old' : undefined);
        }
        seen.add(manifest ?? 'none');
        await writeBuilt(folder, built('next'));
        expect(await textsOf()).to.deep.equal(NAMES.map(() => 'next'));
        expect(await readdir(folder), `step ${step}`).to.deep.equal(['dist']);
        expect((await readdir(join(folder, 'dist'))).toSorted(), `step ${step}`).to.deep.equal([
          'backend',
          'plexica.json',
        ]);
        if (signal === null) {
          expect(code).to.equal(0);
          break;
        }
      }
      expect([...seen].toSorted()).to.deep.equal(['new', 'none', 'old']);
    });
  }
});
