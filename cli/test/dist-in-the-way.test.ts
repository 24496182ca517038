import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica, type Answer } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { skipWhereMissing } from './skip-where-missing.ts';

const mount = (...args: string[]) => execFileSync('mount', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** What the file system of a project allows is what a build has to live with: real mounts, so only root can run this. */
describe('a dist/ that cannot be replaced as usual', () => {
  let plexica: Plexica;
  let project: string;
  let mounted: string[];
  before(async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) this.skip();
    plexica = await Plexica.create();
    const probe = join(plexica.folder, 'probe');
    await mkdir(probe);
    try {
      mount('-t', 'tmpfs', 'none', probe);
      execFileSync('umount', [probe]);
    } catch (error) {
      skipWhereMissing(this, `nothing can be mounted: ${(error as Error).message}`);
    }
    project = await plexica.project('demo');
  });
  beforeEach(() => {
    mounted = [];
  });
  afterEach(() => {
    for (const place of mounted.toReversed()) execFileSync('umount', ['--lazy', place]);
  });
  after(() => plexica?.remove());

  const mountAt = async (place: string, ...args: string[]): Promise<void> => {
    await mkdir(place, { recursive: true });
    mount(...args, place);
    mounted.push(place);
  };
  const tmpfs = (place: string, options = 'size=10m') => mountAt(place, '-t', 'tmpfs', '-o', options, 'none');
  const readOnly = async (folder: string): Promise<void> => {
    await mountAt(folder, '--bind', folder);
    mount('-o', 'remount,ro,bind', folder);
  };
  const old = async (folder: string): Promise<void> => {
    await mkdir(join(folder, 'dist/backend'), { recursive: true });
    for (const path of ['dist/plexica.json', 'dist/backend/index.js', 'dist/backend/gone.js'])
      await writeFile(join(folder, path), 'old');
  };
  /** The project on a file system whose lower layer has its dist/, as in an image of Docker. */
  const overlay = async (folder: string): Promise<void> => {
    await old(folder);
    const layers = `${folder}-layers`;
    await tmpfs(layers, 'size=50m');
    for (const layer of ['upper', 'work']) await mkdir(join(layers, layer));
    const options = `lowerdir=${folder},upperdir=${layers}/upper,workdir=${layers}/work`;
    await mountAt(folder, '-t', 'overlay', '-o', options, 'overlay');
  };

  const prepared = async (name: string, prepare: (folder: string) => Promise<unknown>): Promise<string> => {
    const folder = await plexica.copy(project, name);
    await prepare(folder);
    return folder;
  };
  const build = (folder: string): Promise<Answer> => plexica.run(['build', '--json', '--folder', folder]);

  const built: [what: string, prepare: (folder: string) => Promise<unknown>][] = [
    ['lies on the lower layer of an overlay', overlay],
    [
      'is a file system of its own',
      async (folder) => {
        await tmpfs(join(folder, 'dist'));
        await old(folder);
      },
    ],
    [
      'is mounted from elsewhere',
      async (folder) => {
        await old(folder);
        await mkdir(`${folder}-elsewhere`);
        await mountAt(join(folder, 'dist'), '--bind', `${folder}-elsewhere`);
        await old(folder);
      },
    ],
    [
      'alone can be written, in a read-only project',
      async (folder) => {
        await mkdir(join(folder, 'dist'));
        await readOnly(folder);
        await tmpfs(join(folder, 'dist'));
        await old(folder);
      },
    ],
    ['is a file', (folder) => writeFile(join(folder, 'dist'), '')],
    [
      'holds a link to a folder elsewhere',
      async (folder) => {
        await tmpfs(join(folder, 'dist'));
        await mkdir(`${folder}-kept`);
        await writeFile(join(`${folder}-kept`, 'kept.txt'), '');
        await symlink(`${folder}-kept`, join(folder, 'dist/backend'));
      },
    ],
    [
      'was left half by a build that was killed',
      async (folder) => {
        await mkdir(join(folder, '.dist-killed/dist'), { recursive: true });
        await utimes(join(folder, '.dist-killed'), 1000, 1000);
      },
    ],
  ];
  for (const [index, [what, prepare]] of built.entries()) {
    it(`is built where it ${what}`, async () => {
      const folder = await prepared(`built-${index}`, prepare);
      const answer = await build(folder);
      expect(answer.code, answer.stdout).to.equal(0);
      expect(await readdir(join(folder, 'dist'))).to.have.members(['backend', 'plexica.json']);
      expect(await readdir(join(folder, 'dist/backend'))).to.have.members(['index.js', 'index.js.map']);
      expect(JSON.parse(await readFile(join(folder, 'dist/plexica.json'), 'utf8'))).to.include({
        id: 'demo',
      });
      expect((await readdir(folder)).filter((name) => name.startsWith('.dist-'))).to.deep.equal([]);
      if (what.includes('link')) expect(await readdir(`${folder}-kept`)).to.deep.equal(['kept.txt']);
    });
  }

  const refused: [
    what: string,
    prepare: (folder: string) => Promise<unknown>,
    message: RegExp,
    hint: RegExp,
  ][] = [
    [
      'no file can be written',
      async (folder) => {
        await old(folder);
        await readOnly(folder);
      },
      /cannot be created: the file system is read-only \(EROFS\)\.$/,
      /pack --output/,
    ],
    [
      'there is no dist/ and none can be made',
      readOnly,
      /cannot be created: the file system is read-only \(EROFS\)\.$/,
      /pack --output/,
    ],
    [
      'no room is left',
      async (folder) => {
        await mkdir(join(folder, 'dist'));
        await readOnly(folder);
        await tmpfs(join(folder, 'dist'), 'size=16k');
        await old(folder);
      },
      /no space is left on the disk \(ENOSPC\)\.$/,
      /Free disk space/,
    ],
    [
      'dist leads elsewhere by a link, in a read-only project',
      async (folder) => {
        await mkdir(`${folder}-kept`);
        await writeFile(join(`${folder}-kept`, 'kept.txt'), '');
        await symlink(`${folder}-kept`, join(folder, 'dist'));
        await readOnly(folder);
      },
      /cannot be created: the file system is read-only \(EROFS\)\.$/,
      /pack --output/,
    ],
  ];
  for (const [index, [what, prepare, message, hint]] of refused.entries()) {
    it(`is named with its cause, and left as it is, where ${what}`, async () => {
      const folder = await prepared(`refused-${index}`, prepare);
      const before = await readdir(join(folder, 'dist')).catch(() => undefined);
      const { code, json, stderr } = await build(folder);
      expect({ code, stderr }).to.deep.equal({ code: 1, stderr: '' });
      expect(json.error.code).to.equal('file_error');
      expect(json.error.message, json.error.message).to.match(message);
      expect(json.error.hint).to.match(hint);
      expect(await readdir(join(folder, 'dist')).catch(() => undefined)).to.deep.equal(before);
      const text = await plexica.run(['build', '--folder', folder]);
      expect(text.stderr).not.to.match(/^ +at /m);
    });
  }

  it('is not needed to pack a read-only project', async () => {
    const folder = await prepared('packed', async (folder) => {
      const tsconfig = join(folder, 'tsconfig.json');
      const text = await readFile(tsconfig, 'utf8');
      await writeFile(tsconfig, text.replace('"noEmit": true', '"noEmit": true, "incremental": true'));
      await readOnly(folder);
    });
    const output = join(plexica.folder, 'packed-output');
    const { code, json, stdout } = await plexica.run(['pack', '--json', '--output', output], { cwd: folder });
    expect(code, stdout).to.equal(0);
    expectPublished('pack', json);
    expect(await readdir(output)).to.deep.equal(['demo-0.1.0.tgz']);
    const without = await plexica.run(['pack', '--json'], { cwd: folder });
    expect(without.json.error.message).to.contain('the file system is read-only (EROFS)');
    expect(without.json.error.hint).to.contain('--output');
  });

  it('is not needed to publish a read-only project: the server is asked', async () => {
    const folder = await prepared('published', readOnly);
    const args = ['publish', '--json', '--server', 'http://127.0.0.1:2', '--token', 'plx_x'];
    expect((await plexica.run(args, { cwd: folder })).json.error.code).to.equal('server_unreachable');
  });

  it('does not keep a whole project from being made elsewhere than told', async () => {
    const place = join(plexica.folder, 'no-place');
    await mkdir(place);
    await readOnly(place);
    const { code, json } = await plexica.run(['create', join(place, 'fresh'), '--json', '--yes']);
    expect(code, JSON.stringify(json)).to.equal(1);
    expect(json.error).to.include({
      code: 'file_error',
      message: `${join(place, 'fresh')} cannot be created: its parent folder is missing or read-only (ENOENT).`,
    });
    await rm(place, { recursive: true }).catch(() => undefined);
  });
});
