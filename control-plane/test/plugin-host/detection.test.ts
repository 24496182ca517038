import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { childProcesses } from '../../src/processes/child-processes.ts';
import { FILTER } from '../../src/plugin-host/sandbox/runtime-files.ts';
import { detectWalls, findTool, isRoot, type ToldWalls } from '../../src/plugin-host/sandbox/walls.ts';
import { CONTROL_PLANE } from '../server.ts';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';

/** What `plexica-server walls` says. */
async function told(options: { path?: string; uid?: number } = {}): Promise<ToldWalls> {
  const { path = process.env['PATH'], uid } = options;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(CONTROL_PLANE, 'dist/main.js'), 'walls'],
    {
      env: { PATH: path },
      ...(uid === undefined ? {} : { uid, gid: uid, cwd: '/' }),
    },
  );
  return JSON.parse(stdout) as ToldWalls;
}

describe('a look at the walls', () => {
  let folder: string;
  before(async function () {
    skipWhereMissing(this, await missingKernelWall());
    folder = await mkdtemp(join(tmpdir(), 'plexica-bwrap-'));
    await chmod(folder, 0o755);
  });
  after(() => folder && rm(folder, { recursive: true, force: true }));

  /** A PATH on which bubblewrap refuses some words, as it does where the kernel or its version lacks something. */
  async function without(...words: string[]): Promise<string> {
    const refuse = words.map((word) => `${word}) echo "bwrap: no ${word} here" >&2; exit 1 ;;`).join(' ');
    const script = `#!/bin/sh\nfor word do case "$word" in ${refuse} esac; done\nexec ${findTool('bwrap')} "$@"\n`;
    await writeFile(join(folder, 'bwrap'), script, { mode: 0o755 });
    return `${folder}${delimiter}${process.env['PATH']}`;
  }

  it('finds all of them', async () => {
    expect(await told()).to.include({ kernel: true, seccomp: true, users: isRoot, node: true });
  });

  it('goes on without the filter where bubblewrap cannot set it, and says so', async () => {
    const walls = await told({ path: await without('--seccomp') });
    expect(walls).to.include({ kernel: true, seccomp: false });
    expect(walls.why).to.contain('does not filter their system calls (seccomp): bwrap: no --seccomp here');
    expect(walls.why).not.to.contain('user namespaces');
  });

  it('goes on with the filter where bubblewrap cannot forbid namespaces, and says so', async () => {
    const walls = await told({ path: await without('--disable-userns') });
    expect(walls).to.include({ kernel: true, seccomp: true });
    expect(walls.why).to.contain('cannot prevent them from creating user namespaces');
  });

  it('says what is wrong where bubblewrap does not work', async () => {
    const walls = await told({ path: await without('--unshare-all') });
    expect(walls).to.include({ kernel: false, seccomp: false });
    expect(walls.why).to.contain('bubblewrap does not work here: bwrap: no --unshare-all here');
  });

  it('says that plugins share a user where the server is not root', async function () {
    if (!isRoot) this.skip();
    const walls = await told({ uid: 48_151 });
    expect(walls).to.include({ kernel: true, seccomp: true, users: false });
    expect(walls.why).to.contain("all plugins run as the server's user");
  });

  describe('and a sandbox', () => {
    let hosted: Hosted;
    beforeEach(async () => {
      hosted = await startHost();
    });
    afterEach(() => hosted.close());

    const status = (pid: number): string => readFileSync(`/proc/${pid}/status`, 'utf8');

    it('has the filter, and nothing else of it', async () => {
      await hosted.host.call(await hosted.plugin('fine() { return 1; }'), call('fine'));
      const [bubblewrap] = childProcesses(process.pid).filter((pid) => /^Name:\tbwrap$/m.test(status(pid)));
      const [node] = childProcesses(bubblewrap as number);
      expect(status(node as number))
        .to.match(/^Seccomp:\t2$/m)
        .and.match(/^NoNewPrivs:\t1$/m)
        .and.match(/^CapEff:\t0+$/m);
    });

    it('runs where it has none', async () => {
      const bare = await startHost({ walls: { ...(await detectWalls()), seccomp: false } });
      try {
        const answer = await bare.host.call(await bare.plugin('fine() { return 1; }'), call('fine'));
        expect(await json(answer)).to.equal(1);
      } finally {
        await bare.close();
      }
    });

    for (const [name, length] of [
      ['is empty', 0],
      ['is cut off', 12],
      ['has no end', 80],
    ] as const) {
      it(`does not run where the file of its filter ${name}`, async () => {
        const target = await hosted.plugin('fine() { return 1; }');
        await hosted.host.call(target, call('fine'));
        await hosted.host.retire(target.installation);
        const [runtime] = (await readdir(hosted.folder)).filter((entry) => entry.startsWith('sandbox-'));
        await truncate(join(hosted.folder, runtime as string, FILTER), length);
        const refused = await hosted.host.call(target, call('fine')).then(
          () => 'it ran',
          ({ code }: { code: string }) => code,
        );
        expect(refused).to.equal('plugin_failed');
      });
    }
  });
});
