import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect } from 'chai';
import { childProcesses } from '../../src/processes/child-processes.ts';
import { detectWalls } from '../../src/plugin-host/sandbox/walls.ts';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { type Hosted, call, startHost } from './hosted.ts';

/** The sandboxed processes themselves, below bubblewrap where there is one; those that were started first come first. */
function allSandboxed(): number[] {
  const below = (pid: number): number[] => [pid, ...childProcesses(pid).flatMap(below)];
  return below(process.pid).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').match(/^[^\0]*node\0.*\/bootstrap\/main\.js/),
  );
}

function sandboxed(): number {
  return allSandboxed()[0] as number;
}

const sessionOf = (pid: number): string => readFileSync(`/proc/${pid}/autogroup`, 'latin1');

describe('a sandboxed process', function () {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  for (const kernel of [true, false]) {
    describe(kernel ? 'behind bubblewrap' : 'without bubblewrap', () => {
      let hosted: Hosted;
      before(async function () {
        const walls = await detectWalls();
        if (kernel) skipWhereMissing(this, await missingKernelWall());
        hosted = await startHost({ walls: { ...walls, kernel } });
        await hosted.host.call(await hosted.plugin('fine() { return 1; }'), call('fine'));
      });
      after(() => hosted?.close());

      it('stands back behind the host', () => {
        expect(getPriority(sandboxed())).to.equal(10);
      });
      it('stands back behind the sessions of others', function () {
        if (!existsSync('/proc/self/autogroup')) this.skip();
        expect(sessionOf(sandboxed())).to.match(/ nice 10\n$/);
      });
    });
  }

  it('that loops while it is loaded stands back too', async function () {
    if (!existsSync('/proc/self/autogroup')) this.skip();
    const hosted = await startHost();
    try {
      const target = await hosted.plugin('static { for (;;); }');
      hosted.host.prewarm(target).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(sessionOf(sandboxed())).to.match(/ nice 1[09]\n$/);
    } finally {
      await hosted.close();
    }
  });

  it('that never rests stands back behind the others, until it rests', async function () {
    if (!existsSync('/proc/self/autogroup') || !existsSync('/proc/self/schedstat')) this.skip();
    const hosted = await startHost();
    try {
      const source =
        'fine() { return 1; } busy() { const end = Date.now() + 3000; while (Date.now() < end); return 1; }';
      const [one, other] = [
        await hosted.plugin(source, { installation: 1 }),
        await hosted.plugin(source, { installation: 2 }),
      ];
      await hosted.host.call(one, call('fine'));
      await hosted.host.call(other, call('fine'));
      const [first, second] = allSandboxed() as [number, number];
      const busy = hosted.host.call(one, call('busy'));
      await becomes(first, / nice 19\n$/);
      expect(sessionOf(second)).to.match(/ nice 10\n$/);
      await busy;
      await becomes(first, / nice 10\n$/);
    } finally {
      await hosted.close();
    }
  });
});

/** Within 3 seconds: the host looks at what has work ten times a second, and at everything else once. */
async function becomes(pid: number, session: RegExp): Promise<void> {
  for (let tries = 0; tries < 60 && !session.test(sessionOf(pid)); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(sessionOf(pid)).to.match(session);
}
