import { expect } from 'chai';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import { list } from 'tar';
import { inspectPackage } from '../src/package/inspect.ts';
import { packPlugin } from '../src/package/pack.ts';
import { unpackPackage } from '../src/package/unpack.ts';
import { builtCrm, packageOf, rawEntry } from './tarballs.ts';

const manifest = { ...builtCrm, icon: 'assets/icon.svg', description: 'Contacts' };
const packageJson = {
  name: 'crm',
  version: '1.0.0',
  license: 'MIT',
  engines: { plexica: '>=0.1' },
  scripts: { postinstall: 'node x' },
  dependencies: { '@plexica/sdk': '0.1.0' },
  devDependencies: { typescript: '7' },
};

const project: Record<string, string | Buffer> = {
  'package.json': JSON.stringify(packageJson),
  'plexica.json': '{}',
  'dist/plexica.json': JSON.stringify(manifest),
  'dist/backend/index.js': 'export default class {}\n',
  'dist/backend/index.js.map': '{}',
  'dist/ui/assets/a.js': '1',
  'dist/ui/.vite/manifest.json': '{}',
  'dist/.tsbuildinfo': '{}',
  'src/index.ts': 'secret source',
  'test/a.test.ts': 'x',
  'migrations/002_b.sql': 'b',
  'migrations/001_a.sql': 'a',
  'migrations/notes.txt': 'x',
  'events/contact.created.json': '{}',
  'assets/icon.svg': '<svg/>',
  'assets/unused.svg': '<svg/>',
  'README.md': '# CRM\n',
  LICENSE: 'MIT',
  'CHANGELOG.md': '# 1.0.0\n',
  '.env': 'A=1',
  '.npmrc': 'x=1',
};

const packedPaths = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'assets/icon.svg',
  'dist/backend/index.js',
  'dist/backend/index.js.map',
  'dist/plexica.json',
  'dist/ui/assets/a.js',
  'events/contact.created.json',
  'migrations/001_a.sql',
  'migrations/002_b.sql',
  'package.json',
];

describe('packing', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'plexica-pack-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function write(name: string, files: Record<string, string | Buffer>): Promise<string> {
    const folder = join(root, name);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return folder;
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    const error = await work.catch((caught: unknown) => caught);
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }

  it('takes what a server needs, sorted, and nothing else', async () => {
    const packed = await packPlugin(await write('crm', project));
    expect(packed.entries.map(({ path }) => path)).to.deep.equal(packedPaths);
    expect(packed).to.include({ fileName: 'crm-1.0.0.tgz', readme: '# CRM\n', changelog: '# 1.0.0\n' });
    expect(packed.size).to.equal(packed.bytes.length);
    expect(packed.integrity).to.match(/^sha512-[A-Za-z0-9+/]{86}==$/);
  });

  it('takes what a build has made and not written in place of dist/', async () => {
    const folder = await write('crm', project);
    const built = await packPlugin(folder);
    const manifest = { ...built.manifest, version: '1.0.1' };
    const packed = await packPlugin(folder, {
      'dist/plexica.json': JSON.stringify(manifest),
      'dist/backend/index.js': 'export default class {}',
      'package.json': JSON.stringify({ ...packageJson, version: '1.0.1' }),
    });
    const paths = packedPaths.filter(
      (path) => !path.startsWith('dist/') || /^dist\/(plexica\.json|backend\/index\.js)$/.test(path),
    );
    expect(packed.entries.map(({ path }) => path)).to.deep.equal(paths);
    expect(packed.fileName).to.equal('crm-1.0.1.tgz');
    expect(packed.integrity).not.to.equal(built.integrity);
  });

  it('waits for what is still being made, and tells why it could not be', async () => {
    const folder = await write('crm', project);
    const { manifest } = await packPlugin(folder);
    const packed = (code: () => Promise<string>) =>
      packPlugin(folder, {
        'dist/plexica.json': JSON.stringify(manifest),
        'dist/backend/index.js': code,
        'dist/backend/index.js.map': '{}',
      });
    const late = await packed(
      () => new Promise((resolve) => setTimeout(resolve, 20, 'export default class {}\n')),
    );
    expect(late.entries.find(({ path }) => path === 'dist/backend/index.js')?.size).to.equal(24);
    expect(await failureOf(packed(() => Promise.reject(new Error('no code'))))).to.include('no code');
  });

  it('refuses a small file that changes while it waits for the rest', async () => {
    const folder = await write('crm', project);
    const { manifest } = await packPlugin(folder);
    const changing = packPlugin(folder, {
      'dist/plexica.json': JSON.stringify(manifest),
      'dist/backend/index.js': async () => {
        // The others have been looked at by then.
        await sleep(200);
        await writeFile(join(folder, 'migrations/001_a.sql'), 'longer');
        return 'export default class {}\n';
      },
      'dist/backend/index.js.map': '{}',
    });
    expect(await failureOf(changing)).to.equal(
      'invalid_package: migrations/001_a.sql changed while it was packed; pack again',
    );
  });

  it('reduces package.json to what says who it is', async () => {
    const { packageJson: reduced } = await packPlugin(await write('crm', project));
    expect(reduced).to.deep.equal({
      name: 'crm',
      version: '1.0.0',
      description: 'Contacts',
      license: 'MIT',
      engines: { plexica: '>=0.1' },
      type: 'module',
    });
  });

  it('gives the same bytes for the same files, whatever their times, modes, order and place', async () => {
    const one = await write('one', project);
    const other = await write('deeper/two', Object.fromEntries(Object.entries(project).toReversed()));
    await chmod(join(other, 'README.md'), 0o600);
    await chmod(join(other, 'dist/backend/index.js'), 0o755);
    await utimes(join(other, 'LICENSE'), 1, 1);
    const [a, b] = [await packPlugin(one), await packPlugin(other)];
    expect(a.bytes.equals(b.bytes)).to.equal(true);
    expect(a.bytes.subarray(0, 10).toString('hex')).to.equal('1f8b08000000000002ff');

    await writeFile(join(other, 'LICENSE'), 'MIT.');
    expect((await packPlugin(other)).integrity).not.to.equal(a.integrity);
  });

  it('is read by other programs: regular files, 0644, one date, no owner', async () => {
    const { bytes } = await packPlugin(await write('crm', project));
    const file = join(root, 'crm.tgz');
    await writeFile(file, bytes);
    const seen: string[] = [];
    await list({
      file,
      strict: true,
      onReadEntry: ({ path, type, mode, mtime, uid, size }) => {
        expect({ type, mode, uid, mtime }).to.deep.equal({
          type: 'File',
          mode: 0o644,
          uid: undefined,
          mtime: new Date('1985-10-26T08:15:00Z'),
        });
        expect(size).to.be.greaterThan(0);
        seen.push(path);
      },
    });
    expect(seen).to.deep.equal(packedPaths.map((path) => `package/${path}`));
    expect(gunzipSync(bytes).length % 512).to.equal(0);
  });

  it('keeps long and non-ASCII names', async () => {
    const long = `dist/ui/${'ordner/'.repeat(20)}größe-${'x'.repeat(120)}.js`;
    const { entries } = await packPlugin(await write('crm', { ...project, [long]: 'x' }));
    expect(entries.map(({ path }) => path)).to.include(long);
  });

  const refusals: [what: string, files: Record<string, string | Buffer | undefined>, failure: RegExp][] = [
    [
      'a plugin that is not built',
      { 'dist/plexica.json': undefined },
      /^not_built: dist\/plexica\.json is missing/,
    ],
    [
      'a build of another version',
      { 'package.json': JSON.stringify({ ...packageJson, version: '1.1.0' }) },
      /^not_built: dist\/ was built as crm@1\.0\.0, but package\.json says crm@1\.1\.0/,
    ],
    [
      'an icon that is not there',
      { 'assets/icon.svg': undefined },
      /^invalid_package: assets\/icon\.svg: is missing, but icon names it/,
    ],
    ['a missing backend', { 'dist/backend/index.js': undefined }, /dist\/backend\/index\.js: is missing/],
    [
      'a secret',
      { 'dist/backend/index.js': `\n\nconst t = 'npm_${'a1B2'.repeat(9)}'` },
      /^invalid_package: package\/dist\/backend\/index\.js: line 3 contains an npm token/,
    ],
    ['names that differ in case', { 'dist/ui/a.js': '1', 'dist/ui/A.js': '1' }, /collides with/],
    [
      '60 MB that do not shrink',
      { 'dist/ui/film.bin': randomBytes(60_000_000) },
      /^package_too_large: .*50\.0 MiB packed; the largest files are dist\/ui\/film\.bin \(57\.2 MiB\)/,
    ],
    [
      '251 MiB',
      { 'dist/ui/zero.bin': Buffer.alloc(251 * 2 ** 20) },
      /^package_too_large: The package unpacks to 251\.0 MiB; the largest files are dist\/ui\/zero\.bin/,
    ],
  ];
  for (const [what, changed, failure] of refusals) {
    it(`refuses ${what}`, async () => {
      const files = Object.entries({ ...project, ...changed }).filter(([, content]) => content !== undefined);
      const folder = await write('crm', Object.fromEntries(files) as Record<string, string>);
      expect(await failureOf(packPlugin(folder))).to.match(failure);
    });
  }

  describe('a link', () => {
    const outside = {
      'home/.docker/config.json': '{ "auths": {} }',
      'home/x.sql': 'select 1;',
      'home/index.js': 'secret',
      'home/plexica.json': JSON.stringify(manifest),
      'home/backend/index.js': 'secret',
      'home/icon.svg': '<svg/>',
    };
    /** Path in the project → what it leads to, from beside the project. */
    const links: Record<string, string> = {
      events: 'home/.docker',
      'events/config.json': 'home/.docker/config.json',
      migrations: 'home',
      'migrations/003_c.sql': 'home/x.sql',
      'migrations/004_none.sql': 'home/none.sql',
      dist: 'home',
      'dist/backend': 'home',
      'dist/backend/index.js': 'home/index.js',
      'dist/ui': 'home',
      'dist/ui/assets': 'home',
      assets: 'home',
      'assets/icon.svg': 'home/icon.svg',
      'README.md': 'home/.docker/config.json',
    };
    for (const [path, target] of Object.entries(links)) {
      it(`is refused, since it could lead out of the project: ${path}`, async () => {
        await write('.', outside);
        const folder = await write('crm', project);
        await rm(join(folder, path), { recursive: true, force: true });
        await symlink(join(root, target), join(folder, path));
        expect(await failureOf(packPlugin(folder))).to.match(
          new RegExp(`^invalid_package: ${path.replaceAll('.', '\\.')}: is a link`),
        );
      });
    }

    it('is refused also where it leads to itself', async () => {
      const folder = await write('crm', project);
      await rm(join(folder, 'migrations'), { recursive: true });
      await symlink('migrations', join(folder, 'migrations'));
      expect(await failureOf(packPlugin(folder))).to.match(/^invalid_package: migrations: is a link/);
    });

    it('may be the way to the project itself', async () => {
      const folder = await write('crm', project);
      await symlink(folder, join(root, 'way'));
      const { entries } = await packPlugin(join(root, 'way'));
      expect(entries.map(({ path }) => path)).to.deep.equal(packedPaths);
    });
  });

  describe('and unpacking', () => {
    it('writes the same files with fixed modes', async () => {
      const { bytes, integrity } = await packPlugin(await write('crm', project));
      const file = join(root, 'crm.tgz');
      await writeFile(file, bytes);
      const target = join(root, 'blobs/crm');
      const umask = process.umask(0o077);
      await unpackPackage(file, target, integrity).finally(() => process.umask(umask));
      const found = await readdir(target, { recursive: true, withFileTypes: true });
      const paths = found
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(target.length + 1));
      expect(paths.sort()).to.deep.equal(packedPaths);
      expect(await readFile(join(target, 'migrations/001_a.sql'), 'utf8')).to.equal('a');
      for (const entry of found) {
        const { mode } = await stat(join(entry.parentPath, entry.name));
        expect(mode & 0o7777, entry.name).to.equal(entry.isFile() ? 0o644 : 0o755);
      }
    });

    for (const count of [40, 80]) {
      it(`writes every one of ${count} files, small and large ones in turn`, async () => {
        const many = Array.from({ length: count }, (_, number): [string, Buffer] => {
          const size = [0, 1, 900, 64 * 1024, 64 * 1024 + 1, 200_000][number % 6] ?? 0;
          return [`dist/ui/${number % 3}/${number}.js`, randomBytes(size)];
        });
        const folder = await write('crm', { ...project, ...Object.fromEntries(many) });
        const { bytes, integrity } = await packPlugin(folder);
        const target = join(root, 'blobs/many');
        const umask = process.umask(0o077);
        await unpackPackage([bytes], target, integrity).finally(() => process.umask(umask));
        for (const [path, content] of many) {
          const file = join(target, path);
          expect((await readFile(file)).equals(content), path).to.equal(true);
          expect((await stat(file)).mode & 0o7777, path).to.equal(0o644);
        }
      });
    }

    it('leaves nothing behind of a package that changed or is refused', async () => {
      const target = join(root, 'out');
      const bad = join(root, 'bad.tgz');
      await writeFile(bad, packageOf(rawEntry({ name: 'package/a/../../../x' })));
      expect(await failureOf(unpackPackage(bad, target, 'sha512-x'))).to.match(
        /^invalid_package: .*has "\.\."/,
      );
      await writeFile(bad, packageOf());
      expect(await failureOf(unpackPackage(bad, target, 'sha512-x'))).to.match(/^integrity_mismatch: /);
      expect(await readdir(root)).to.deep.equal(['bad.tgz']);
    });

    it('does not write into a folder that exists', async () => {
      const file = join(root, 'good.tgz');
      await writeFile(file, packageOf());
      const { integrity } = await inspectPackage(file);
      await mkdir(join(root, 'out'));
      await writeFile(join(root, 'out/kept'), '');
      expect(await failureOf(unpackPackage(file, join(root, 'out'), integrity))).to.match(/^EEXIST/);
      expect(await readdir(join(root, 'out'))).to.deep.equal(['kept']);
    });
  });
});
