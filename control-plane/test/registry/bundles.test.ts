import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { bundleFolder, clearBundles, openBundle, openVersion } from '../../src/registry/bundles.ts';
import { publishVersion } from '../../src/registry/publish-version.ts';
import { findVersion } from '../../src/registry/version.ts';
import { packageOf, type PackageOptions } from './packages.ts';
import { startStorage } from './storage.ts';
import { ADMIN } from '../../src/access/principal.ts';

const FILES = 800;
describe('bundles', () => {
  let started: Awaited<ReturnType<typeof startStorage>>;

  before(async () => {
    started = await startStorage();
  });
  after(() => started.close());

  const publish = async (options: PackageOptions & { id: string }) => {
    const { id: plugin, version = '1.0.0' } = options;
    const octets = await packageOf(options);
    const published = await publishVersion(started.storage, { plugin, version }, one(octets), ADMIN);
    return published.version;
  };
  const open = async (plugin: string, version = '1.0.0') =>
    openBundle(started.storage, await findVersion(started.storage, plugin, version));
  const drafts = () => readdir(join(started.folder, 'bundles/.drafts')).catch(() => []);

  it('are folders that everybody can read and only the server can write', async () => {
    await publish({ id: 'readable', files: { 'migrations/001_a.sql': 'SELECT 1;\n' } });
    const folder = await open('readable');
    expect(await readFile(join(folder, 'migrations/001_a.sql'), 'utf8')).to.equal('SELECT 1;\n');
    expect(JSON.parse(await readFile(join(folder, 'dist/plexica.json'), 'utf8')).id).to.equal('readable');
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await mode(folder)).to.equal('755');
    expect(await mode(join(folder, '..'))).to.equal('755');
    expect(await mode(join(folder, 'dist/backend'))).to.equal('755');
    expect(await mode(join(folder, 'dist/backend/index.js'))).to.equal('644');
    expect((await stat(folder)).uid).to.equal(process.getuid?.());
  });

  it('are unpacked once', async () => {
    await publish({ id: 'once' });
    const folder = await open('once');
    const { ino } = await stat(folder);
    expect(await open('once', 'latest')).to.equal(folder);
    expect((await stat(folder)).ino).to.equal(ino);
  });

  it('are whole for each of ten who ask at once, and unpacked once', async () => {
    await publish({ id: 'wanted', files: manyFiles() });
    let ended = false;
    const opened = Promise.all(
      Array.from({ length: 10 }, async () => {
        const folder = await open('wanted');
        return [folder, (await readdir(join(folder, 'migrations'))).length] as const;
      }),
    ).finally(() => {
      ended = true;
    });
    let most = 0;
    // oxlint-disable-next-line no-unmodified-loop-condition -- it is set meanwhile
    while (!ended) most = Math.max(most, (await drafts()).length);
    const folders = await opened;
    expect(most, 'drafts at a time').to.equal(1);
    for (const [folder, files] of folders) {
      expect(folder).to.equal(folders[0]?.[0]);
      expect(files).to.equal(FILES);
    }
    expect(await drafts()).to.deep.equal([]);
  });

  it('are whole although the process that unpacked them was killed in the middle', async () => {
    const version = await publish({ id: 'killed', files: manyFiles() });
    const script = join(import.meta.dirname, 'open-bundle.ts');
    const child = spawn(process.execPath, [script, started.folder, started.databaseUrl, 'killed', '1.0.0']);
    const ended = once(child, 'exit');
    let before: string[] = [];
    while (before.length === 0 && child.exitCode === null) {
      await sleep(1);
      before = await drafts();
    }
    child.kill('SIGKILL');
    await ended;
    expect(before, 'a draft').to.have.lengthOf(1);
    const folder = bundleFolder(started.folder, version);
    expect(await stat(folder).catch(() => 'absent'), 'it was killed too late').to.equal('absent');

    expect(await open('killed')).to.equal(folder);
    expect(await readdir(join(folder, 'migrations'))).to.have.lengthOf(FILES);
    await clearBundles(started.storage);
    expect(await drafts()).to.deep.equal([]);
    expect(await readdir(join(folder, 'migrations'))).to.have.lengthOf(FILES);
  });

  it('are refused when the stored octets are not what was published', async () => {
    const { integrity } = await publish({ id: 'rotten' });
    const hex = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
    const stored = join(started.folder, 'blobs/packages', hex.slice(0, 2), `${hex}.tgz`);
    await writeFile(stored, await packageOf({ id: 'rotten', description: 'Something else' }));
    const refused = await open('rotten').catch((error: unknown) => error);
    expect(refused).to.include({ code: 'integrity_mismatch' });
    expect(await drafts()).to.deep.equal([]);
  });

  it('are not found where others have their name', async () => {
    const version = await publish({ id: 'gone' });
    const other = {
      plugin: 'gone',
      version: '1.0.0',
      integrity: `sha512-${Buffer.alloc(64).toString('base64')}`,
    };
    const refused = await openVersion(started.storage, other).catch((error: unknown) => error);
    expect(refused).to.include({ code: 'version_not_found' });
    expect((await openVersion(started.storage, version)).published.integrity).to.equal(version.integrity);
  });

  it('that no version has are cleared away, and no others', async () => {
    await publish({ id: 'kept' });
    const kept = await open('kept');
    const gone = join(started.folder, 'bundles/kept/0.9.0-0123456789ab');
    await mkdir(gone, { recursive: true });
    await clearBundles(started.storage);
    expect(await readdir(join(started.folder, 'bundles/kept'))).to.deep.equal([kept.split('/').at(-1)]);
    await rm(kept, { recursive: true });
    expect(await open('kept')).to.equal(kept);
  });
});

function manyFiles(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: FILES }, (_, n) => [
      `migrations/${String(n).padStart(4, '0')}_x.sql`,
      `SELECT ${n};\n`,
    ]),
  );
}

async function* one(octets: Buffer): AsyncGenerator<Buffer> {
  yield octets;
}
