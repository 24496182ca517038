import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect } from 'chai';
import { childProcesses } from '../../src/plugin-host/child-processes.ts';
import { detectWalls } from '../../src/plugin-host/walls.ts';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { type Hosted, call, startHost } from './hosted.ts';

/** The sandboxed process itself, below bubblewrap where there is one. */
function sandboxed(): number {
  const below = (pid: number): number[] => [pid, ...childProcesses(pid).flatMap(below)];
  return below(process.pid).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').match(/^[^\0]*node\0.*\/bootstrap\/main\.js/),
  ) as number;
}

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
        const group = `/proc/${sandboxed()}/autogroup`;
        if (!existsSync(group)) this.skip();
        expect(readFileSync(group, 'latin1')).to.match(/ nice 10\n$/);
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
      expect(readFileSync(`/proc/${sandboxed()}/autogroup`, 'latin1')).to.match(/ nice 10\n$/);
    } finally {
      await hosted.close();
    }
  });
});
