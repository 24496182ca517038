import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { childProcesses, userOf } from '../../src/processes/child-processes.ts';
import { prepareEnclosure } from '../../src/plugin-host/sandbox/enclosure.ts';
import type { Sandboxed } from '../../src/plugin-host/types.ts';
import { UserIds } from '../../src/plugin-host/sandbox/users/user-ids.ts';
import { detectWalls, isRoot } from '../../src/plugin-host/sandbox/walls.ts';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { startVictim } from '../walls/victim.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';

const BLOCK = 64;
const MODULE = join(import.meta.dirname, '../../src/plugin-host/sandbox/users/user-ids.ts');

/** Some blocks that no other test has. */
function range(blocks: number): readonly [number, number] {
  const first = 1_900_000_000 + randomInt(1_000_000) * BLOCK;
  return [first, first + blocks * BLOCK - 1];
}

/** A server of its own that has claimed the last block that was free. */
async function claimElsewhere(ids: readonly [number, number]): Promise<ChildProcess> {
  const code = `import { UserIds } from ${JSON.stringify(MODULE)};
    console.log(UserIds.claim([${JSON.stringify(ids)}])?.take());
    setInterval(() => undefined, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  expect(String(said[0])).to.match(/^\d+\n$/);
  return child;
}

describe('user ids of sandboxes', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('are different ones for each of two servers, in blocks, until none is left', () => {
    const ids = range(2);
    const servers = [UserIds.claim([ids]), UserIds.claim([ids])] as [UserIds, UserIds];
    expect(UserIds.claim([ids])).to.equal(undefined);
    const taken = servers.flatMap((server) => Array.from({ length: BLOCK }, () => server.take()));
    expect(new Set(taken).size).to.equal(2 * BLOCK);
    expect(Math.min(...taken)).to.equal(ids[0]);
    expect(Math.max(...taken)).to.equal(ids[1]);
    for (const server of servers)
      expect(() => server.take())
        .to.throw('no free user id')
        .with.property('code', 'plugin_unavailable');
    servers[0].giveBack(taken[5] as number);
    expect(servers[0].take()).to.equal(taken[5]);
  });

  it('are taken from further blocks, and from ranges in their order', () => {
    const [one, other] = [range(1), range(2)];
    const server = UserIds.claim([one, other]) as UserIds;
    const taken = Array.from({ length: 3 * BLOCK }, () => server.take());
    expect(taken[0]).to.equal(one[0]);
    expect(new Set(taken).size).to.equal(3 * BLOCK);
    expect(() => server.take()).to.throw('no free user id');
  });

  it('that were given back come again last', () => {
    const server = UserIds.claim([range(1)]) as UserIds;
    const first = server.take();
    server.giveBack(first);
    const next = Array.from({ length: BLOCK }, () => server.take());
    expect(next.at(-1)).to.equal(first);
  });

  it('do not exist where the ranges are smaller than a block', () => {
    const [first] = range(1);
    expect(UserIds.claim([])).to.equal(undefined);
    expect(UserIds.claim([[first, first + BLOCK - 2]])).to.equal(undefined);
  });

  it('of a server that was killed are free again, and not before', async () => {
    const ids = range(1);
    const server = await claimElsewhere(ids);
    try {
      expect(UserIds.claim([ids])).to.equal(undefined);
    } finally {
      const gone = once(server, 'close');
      server.kill('SIGKILL');
      await gone;
    }
    expect(UserIds.claim([ids])).to.be.instanceOf(UserIds);
  });

  it('are none that a process has', async function () {
    if (!isRoot) this.skip();
    const ids = range(1);
    const victim = await startVictim(ids[0] + 7);
    try {
      expect(UserIds.claim([ids])).to.equal(undefined);
    } finally {
      const gone = once(victim, 'close');
      victim.kill('SIGKILL');
      await gone;
    }
    expect(UserIds.claim([ids])).to.be.instanceOf(UserIds);
  });

  for (const kernel of [true, false]) {
    describe(kernel ? 'behind bubblewrap' : 'without bubblewrap', () => {
      before(async function () {
        if (!isRoot) this.skip();
        if (kernel) skipWhereMissing(this, await missingKernelWall());
      });

      it('belong to one process each, whose limit of threads holds up no other', async () => {
        const hosted: Hosted = await startHost({ walls: { ...(await detectWalls()), kernel } });
        try {
          const plugins: Sandboxed[] = [];
          for (let count = 0; count < 6; count += 1)
            plugins.push(await hosted.plugin('fine() { return "fine"; }'));
          const answers = await Promise.all(plugins.map((plugin) => hosted.host.call(plugin, call('fine'))));
          for (const answer of answers) expect(await json(answer)).to.equal('fine');
          const users = childProcesses(process.pid).map(userOf);
          const own = users.filter((user) => user >= 2_100_000_000);
          expect(own.length).to.be.at.least(6);
          expect(new Set(own).size).to.equal(own.length);
        } finally {
          await hosted.close();
        }
      });

      it('are given back once the process has ended', async () => {
        const hosted = await startHost();
        try {
          const users = UserIds.claim([range(1)]);
          const enclosure = await prepareEnclosure({ ...hosted.walls, kernel, users }, hosted.folder);
          const { bundle } = await hosted.plugin('fine() {}');
          for (let starts = 0; starts < BLOCK + 3; starts += 1) {
            // A program that is not there ends at once.
            await once(enclosure.start(bundle, ['/nothing']), 'close');
          }
        } finally {
          await hosted.close();
        }
      });
    });
  }
});
