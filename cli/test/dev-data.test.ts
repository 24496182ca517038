import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  appendFile,
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DevSession, type DevLine } from './dev-session.ts';
import { Plexica } from './plexica.ts';

describe('the data of dev', function () {
  this.timeout(180_000);
  let plexica: Plexica;
  /** A project with data: one note. */
  let project: string;
  /** Is made by the command that a hostile database runs when it is started. */
  let canary: string;
  const running = new Set<DevSession>();

  before(async function () {
    // What a database runs, and how folders are copied, is written for a shell.
    if (process.platform === 'win32') this.skip();
    plexica = await Plexica.create();
    // Started by root, the database is another user.
    await mkdir(join(plexica.folder, 'cage'));
    await chmod(join(plexica.folder, 'cage'), 0o777);
    canary = join(plexica.folder, 'cage/canary');
    project = await plexica.project('origin');
    const ready = await start(project).next('ready');
    expect(await notes(ready, { method: 'POST', body: '{"text":"milk"}' })).to.include({ text: 'milk' });
    await stop();
  });
  afterEach(async () => {
    await stop();
    expect(existsSync(canary), 'a command of the database has run').to.equal(false);
  });
  after(() => plexica?.remove());

  function start(folder: string, ...args: string[]): DevSession {
    const session = new DevSession(plexica, folder, '--port', '0', ...args);
    running.add(session);
    return session;
  }
  async function stop(): Promise<void> {
    for (const session of running) await session.stop();
    running.clear();
  }
  async function notes({ url, token }: DevLine, init: RequestInit = {}): Promise<unknown> {
    const answer = await fetch(`${url}/notes`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    return answer.json();
  }
  async function texts(ready: DevLine): Promise<string[]> {
    return ((await notes(ready)) as { text: string }[]).map(({ text }) => text);
  }

  /** As an archive or a clone brings it: with its owners where root unpacks it. macOS copies no sockets, and says so. */
  const copy = (from: string, to: string) => spawnSync('cp', ['-a', from, to]);

  /** The one data folder in `.plexica/`. */
  async function dataIn(folder: string): Promise<string> {
    const names = (await readdir(join(folder, '.plexica'))).filter((name) => /^[0-9a-f]{24}$/.test(name));
    expect(names).to.have.length(1);
    return join(folder, '.plexica', names[0] as string);
  }

  /** Lets the database of a data folder make the canary as soon as it is started. */
  async function poison(data: string): Promise<void> {
    await appendFile(join(data, 'database/postgresql.auto.conf'), `restore_command = 'touch ${canary}'\n`);
    await writeFile(join(data, 'database/recovery.signal'), '');
  }

  async function refused(folder: string, ...args: string[]): Promise<string> {
    const { code, stdout } = await plexica.run(['dev', '--port', '0', '--json', ...args], { cwd: folder });
    const { error } = JSON.parse(
      stdout
        .trim()
        .split(/\n(?=\{)/)
        .at(-1) ?? '',
    );
    expect({ code, error: error?.code }, stdout).to.deep.equal({ code: 9, error: 'untrusted_data' });
    expect(error.message).to.include(join(folder, '.plexica'));
    return error.message as string;
  }

  /** What lies in a `.plexica`, and when it was changed. */
  async function picture(folder: string): Promise<string[]> {
    const names = (await lstat(folder)).isFile() ? [] : await readdir(folder, { recursive: true });
    const all = ['.', ...names.sort()];
    return Promise.all(all.map(async (name) => `${name} ${(await lstat(join(folder, name))).mtimeMs}`));
  }

  /** What may lie in a project from elsewhere. Each is given the folder that is going to be `.plexica`. */
  const FOREIGN: [what: string, make: (folder: string) => Promise<unknown>][] = [
    [
      'what `plexica dev` has made elsewhere',
      async (folder) => {
        copy(join(project, '.plexica'), folder);
        await poison(await dataIn(join(folder, '..')));
      },
    ],
    [
      'data as version 0.1.0 has made it',
      async (folder) => {
        copy(await dataIn(project), folder);
        await poison(folder);
      },
    ],
    [
      'data under another name',
      async (folder) => {
        await mkdir(join(folder, 'made-here'), { recursive: true });
        copy(await dataIn(project), join(folder, '0123456789abcdef01234567'));
        await poison(join(folder, '0123456789abcdef01234567'));
      },
    ],
    ['a link to the data of another project', (folder) => symlink(join(project, '.plexica'), folder)],
    [
      'a link to a folder of its own',
      async (folder) => {
        await mkdir(join(folder, '../stuff'));
        await symlink('stuff', folder);
      },
    ],
    ['a link that leads out by ..', (folder) => symlink('../origin/.plexica', folder)],
    ['a file', (folder) => writeFile(folder, '')],
    [
      'links to data of another project',
      async (folder) => {
        await mkdir(folder);
        for (const name of await readdir(join(project, '.plexica'))) {
          await symlink(join(project, '.plexica', name), join(folder, name));
        }
      },
    ],
  ];

  for (const [index, [what, make]] of FOREIGN.entries()) {
    it(`does not touch .plexica that is, or holds, ${what}`, async () => {
      const folder = await plexica.copy(project, `foreign-${index}`);
      await make(join(folder, '.plexica'));
      const before = await picture(join(folder, '.plexica'));
      await refused(folder);
      await refused(folder, '--dry-run');
      expect(await picture(join(folder, '.plexica'))).to.deep.equal(before);
    });
  }

  it('does not touch .plexica of another user', async function () {
    // Only root can give something away.
    if (process.getuid?.() !== 0) this.skip();
    const folder = await plexica.copy(project, 'given');
    await mkdir(join(folder, '.plexica'));
    await chown(join(folder, '.plexica'), 65_534, 65_534);
    expect(await refused(folder)).to.include('belongs to another user');
    expect(await readdir(join(folder, '.plexica'))).to.deep.equal([]);
  });

  it('is not replaced by an archive that is unpacked where the project was', async () => {
    const folder = await plexica.copy(project, 'replaced');
    await start(folder).next('ready');
    await stop();
    copy(join(folder, '.plexica'), join(folder, 'archive'));
    await rm(join(folder, '.plexica'), { recursive: true });
    copy(join(folder, 'archive'), join(folder, '.plexica'));
    await poison(await dataIn(folder));
    await refused(folder);
  });

  it('takes no notice of files that are put beside it, as by a checkout of another branch', async () => {
    const folder = join(project, '.plexica');
    copy(await dataIn(project), join(plexica.folder, 'beside'));
    await poison(join(plexica.folder, 'beside'));
    for (const name of await readdir(join(plexica.folder, 'beside'))) {
      copy(join(plexica.folder, 'beside', name), join(folder, name));
    }
    expect(await texts(await start(project).next('ready'))).to.deep.equal(['milk']);
    await stop();
    for (const name of await readdir(join(plexica.folder, 'beside'))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  });

  it('stays with a project that is moved and renamed', async () => {
    const moved = join(plexica.folder, 'folder', 'renamed');
    await mkdir(join(plexica.folder, 'folder'), { mode: 0o711 });
    await rename(project, moved);
    expect(await texts(await start(moved).next('ready'))).to.deep.equal(['milk']);
    await stop();
    await rename(moved, project);
    expect(await texts(await start(project).next('ready'))).to.deep.equal(['milk']);
  });

  it('is taken over with --trust-data, and then known', async () => {
    const folder = await plexica.copy(project, 'restored');
    copy(join(project, '.plexica'), join(folder, '.plexica'));
    await refused(folder);
    expect(await texts(await start(folder, '--trust-data').next('ready'))).to.deep.equal(['milk']);
    await stop();
    expect(await texts(await start(folder).next('ready'))).to.deep.equal(['milk']);
  });

  it('of version 0.1.0 is taken over with --trust-data', async () => {
    const folder = await plexica.copy(project, 'upgraded');
    copy(await dataIn(project), join(folder, '.plexica'));
    // It had begun to, and was killed.
    await mkdir(join(folder, '.plexica/taken-over'), { mode: 0o711 });
    await rename(join(folder, '.plexica/blobs'), join(folder, '.plexica/taken-over/blobs'));
    await refused(folder);
    expect(await texts(await start(folder, '--trust-data').next('ready'))).to.deep.equal(['milk']);
  });

  it('is known by a key that only its user can read, and refused with another', async () => {
    const key = join(plexica.folder, 'home/config/dev-data.key');
    expect((await stat(key)).mode & 0o777).to.equal(0o600);
    await rename(key, `${key}.aside`);
    await refused(project);
    await writeFile(key, 'x');
    const { code, json } = await plexica.run(['dev', '--json'], { cwd: project });
    expect({ code, message: json.error.message }).to.deep.equal({
      code: 1,
      message: `${key} is damaged: it does not contain a key.`,
    });
    await rename(`${key}.aside`, key);
    expect(await texts(await start(project).next('ready'))).to.deep.equal(['milk']);
  });
});
