import { randomBytes } from 'node:crypto';
import {
  chmod,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { connect } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lives, showLife } from '../../src/folder-lock/life.ts';
import { lockFolder } from '../../src/folder-lock/lock-folder.ts';
import { Starter } from './starter.ts';

describe('the lock of a folder', () => {
  let folder: string;
  const starters = new Set<Starter>();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-lock-'));
  });
  afterEach(async () => {
    for (const starter of starters) await starter.kill();
    starters.clear();
    await rm(folder, { recursive: true, force: true });
  });

  function starter(options?: ConstructorParameters<typeof Starter>[1]): Starter {
    const made = new Starter(folder, options);
    starters.add(made);
    return made;
  }

  /** @returns the code of the error with which it is refused, or `held` */
  async function attempt(at = folder): Promise<string> {
    try {
      await (
        await lockFolder(at)
      )();
      return 'held';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }

  it('is taken by exactly one of ten that start at once, after a kill or a clean end alike', async function () {
    this.timeout(120_000);
    const all = Array.from({ length: 10 }, () => starter());
    for (let round = 0; all.length > 1; round += 1) {
      const answers = await Promise.all(all.map((each) => each.take()));
      expect(
        answers.filter((answer) => answer === 'held'),
        `round ${round}`,
      ).to.have.length(1);
      const winner = all[answers.indexOf('held')] as Starter;
      const named = answers.filter((answer) =>
        answer.startsWith(`data_folder_in_use: process ${winner.pid} on `),
      );
      expect(named, answers.join('\n')).to.have.length(all.length - 1);
      if (round % 2 === 0) await winner.give();
      else await winner.kill();
      all.splice(all.indexOf(winner), 1);
    }
  });

  it('is not taken by one that has looked long ago', async () => {
    const [slow, second, third] = [starter({ slow: true }), starter(), starter()];
    await second.take();
    await second.give();
    expect(await slow.take()).to.equal('waits');
    // The number that it wants is given away, and removed again.
    expect(await second.take()).to.equal('held');
    await second.give();
    expect(await third.take()).to.equal('held');
    expect(await slow.goOn())
      .to.match(/^data_folder_in_use: process \d+ on/)
      .and.to.include(` ${third.pid} `);
  });

  it('names the process, its host and since when', async () => {
    const before = Date.now();
    const first = starter();
    await first.take();
    const said = await starter().take();
    const [, pid, host, since] = /process (\d+) on host (\S+) has used .* since (\S+)$/.exec(said) ?? [];
    expect({ pid: Number(pid), host }).to.deep.equal({ pid: first.pid, host: hostname() });
    expect(Date.parse(String(since))).to.be.within(before, Date.now());
  });

  it('is held by a process that is stopped, also once nobody else can get into its queue', async function () {
    if (process.platform === 'win32') this.skip();
    const stopped = starter();
    await stopped.take();
    stopped.signal('SIGSTOP');
    expect(await attempt()).to.equal('data_folder_in_use');
    const locks = join(folder, 'locks');
    const socket = (await readdir(locks)).find((name) => name.length === 24) as string;
    const waiting = [];
    let full = false;
    for (let count = 0; count < 1000 && !full; count += 1) {
      const connection = connect(join(locks, socket));
      waiting.push(connection);
      full = await new Promise<boolean>((resolve) => {
        connection.once('connect', () => resolve(false)).once('error', () => resolve(true));
      });
    }
    // Where the queue of a socket is not that long the row says less, and not something else.
    if (process.platform === 'linux') expect(full).to.equal(true);
    expect(await attempt()).to.equal('data_folder_in_use');
    for (const connection of waiting) connection.destroy();
    await stopped.kill();
    expect(await attempt()).to.equal('held');
  });

  it('belongs to the folder, not to its path', async () => {
    const data = join(folder, 'data');
    const other = join(folder, 'other');
    const giveBack = await lockFolder(data);
    await symlink(data, other);
    expect(await attempt(other)).to.equal('data_folder_in_use');
    await rename(data, join(folder, 'moved'));
    expect(await attempt(join(folder, 'moved'))).to.equal('data_folder_in_use');
    // Another folder where that one was is nobody's, and stays with whoever takes it.
    const next = await lockFolder(data);
    await giveBack();
    expect(await attempt(data)).to.equal('data_folder_in_use');
    await next();
  });

  it('is free in a copy of the folder', async () => {
    const data = join(folder, 'data');
    const giveBack = await lockFolder(data);
    // As an archive does it that cannot keep sockets.
    await cp(data, join(folder, 'copy'), { recursive: true, filter: (path) => !/[0-9a-f]{24}$/.test(path) });
    expect(await attempt(join(folder, 'copy'))).to.equal('held');
    await giveBack();
  });

  it('works in a folder with a path longer than a socket may have', async () => {
    const deep = join(folder, ...Array.from({ length: 5 }, () => 'd'.repeat(100)));
    const giveBack = await lockFolder(deep);
    expect(await attempt(deep)).to.equal('data_folder_in_use');
    await giveBack();
    expect(await attempt(deep)).to.equal('held');
  });

  it('is held by nobody in a folder with such a path that is missing', async () => {
    for (const name of ['short', 'd'.repeat(120)])
      expect(await lives(join(folder, name), 'life')).to.equal(false);
  });

  it('is given back where the folder has been removed', async () => {
    const giveBack = await lockFolder(folder);
    await rm(folder, { recursive: true });
    await giveBack();
    expect(await attempt()).to.equal('held');
  });

  it('is closed to other users, and leaves nothing but a number behind', async function () {
    const giveBack = await lockFolder(folder);
    const locks = join(folder, 'locks');
    await giveBack();
    expect(await readdir(locks)).to.deep.equal(['1']);
    if (process.platform === 'win32') this.skip();
    expect((await import('node:fs')).statSync(locks).mode & 0o777).to.equal(0o700);
  });

  const entry = (life: string) =>
    JSON.stringify({ life, pid: 1, host: 'h', since: '2026-01-01T00:00:00.000Z' });
  const nobody = randomBytes(12).toString('hex');

  /** What may lie in `locks/`, what a start says then, and which name it has afterwards. */
  const CONTENTS: [what: string, make: (locks: string) => Promise<unknown>, says: string, left?: string[]][] =
    [
      ['nothing', async () => undefined, 'held', ['1']],
      ['an empty file, as after a power cut', (locks) => writeFile(join(locks, '4'), ''), 'held', ['5']],
      ['half a file', (locks) => writeFile(join(locks, '4'), entry(nobody).slice(0, 20)), 'held', ['5']],
      ['JSON of another kind', (locks) => writeFile(join(locks, '4'), 'null'), 'held', ['5']],
      ['a holder whose socket is gone', (locks) => writeFile(join(locks, '4'), entry(nobody)), 'held', ['5']],
      [
        'a holder whose socket is a file',
        async (locks) => {
          await writeFile(join(locks, '4'), entry(nobody));
          await writeFile(join(locks, nobody), 'x');
        },
        'held',
        ['5'],
      ],
      [
        'a holder whose socket is dead, beside one of which nothing is written',
        async (locks) => {
          const first = await showLife(locks, nobody);
          await link(join(locks, nobody), join(locks, `${nobody.slice(1)}0`));
          await link(join(locks, nobody), join(locks, `${nobody.slice(2)}00`));
          await new Promise((resolve) => first.close(resolve));
          await writeFile(join(locks, '4'), entry(`${nobody.slice(1)}0`));
        },
        'held',
        ['5'],
      ],
      [
        'a socket outside of the folder',
        (locks) => writeFile(join(locks, '4'), entry('../../x')),
        'held',
        ['5'],
      ],
      [
        'numbers of the past',
        (locks) => Promise.all(['1', '2', '30'].map((name) => writeFile(join(locks, name), entry(nobody)))),
        'held',
        ['31'],
      ],
      ['a draft', (locks) => writeFile(join(locks, `${nobody}.draft`), 'x'), 'held', ['1']],
      ['a folder for a number', (locks) => mkdir(join(locks, '4')), 'held', ['4', '5']],
      ['a link for a number', (locks) => symlink('/dev/zero', join(locks, '4')), 'held', ['5']],
      ['files of somebody else', (locks) => writeFile(join(locks, '007'), 'x'), 'held', ['007', '1']],
      [
        'a number without end',
        (locks) => writeFile(join(locks, '9'.repeat(30)), 'x'),
        'data_folder_unusable',
      ],
    ];

  for (const [what, make, says, left] of CONTENTS) {
    it(`${says === 'held' ? 'is taken' : 'is refused'} where locks/ holds ${what}`, async () => {
      const locks = join(folder, 'locks');
      await mkdir(locks);
      await make(locks);
      expect(await attempt()).to.equal(says);
      if (left !== undefined) expect((await readdir(locks)).sort()).to.deep.equal(left);
    });
  }

  /** What may lie beside it. */
  const BESIDE: [what: string, make: () => Promise<unknown>, says: string, left?: boolean][] = [
    [
      'the lock of version 0.1.0, its process alive',
      async () => lockOf(process.pid, await began()),
      'data_folder_in_use',
      true,
    ],
    ['the lock of version 0.1.0, its process dead', async () => lockOf(process.pid, '1'), 'held', false],
    ['the lock of version 0.1.0, cut', () => writeFile(join(folder, 'lock'), '{"pid":'), 'held', false],
    ['a folder called lock', () => mkdir(join(folder, 'lock')), 'held', true],
    ['a file called locks', () => writeFile(join(folder, 'locks'), ''), 'data_folder_unusable'],
    ['a link called locks', () => symlink(tmpdir(), join(folder, 'locks')), 'data_folder_unusable'],
  ];

  const lockOf = (pid: number, start: string) =>
    writeFile(join(folder, 'lock'), JSON.stringify({ pid, began: start }));
  const began = async () => {
    const text = await readFile('/proc/self/stat', 'utf8').catch(() => ') '.repeat(20));
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  };

  for (const [what, make, says, left] of BESIDE) {
    it(`${says === 'held' ? 'is taken' : 'is refused'} beside ${what}`, async () => {
      await make();
      expect(await attempt()).to.equal(says);
      if (left !== undefined) expect((await readdir(folder)).includes('lock')).to.equal(left);
    });
  }

  it('says that a file system has no sockets', async function () {
    // Others than root may write nowhere on one that every machine has.
    if (process.platform !== 'linux' || process.getuid?.() !== 0) this.skip();
    const error = await showLife('/sys/kernel', nobody).catch((failure: unknown) => failure);
    expect(error).to.include({ code: 'data_folder_unusable' });
    expect((error as Error).message)
      .to.include('/sys/kernel')
      .and.to.include('EPERM');
  });

  it('says what is wrong with a folder that it may not write', async function () {
    // Root may write everywhere.
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    await chmod(folder, 0o500);
    expect(await attempt()).to.equal('EACCES');
    await chmod(folder, 0o700);
  });
});
