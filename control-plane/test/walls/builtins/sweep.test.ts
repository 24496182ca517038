import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { childProcesses, userOf } from '../../../src/processes/child-processes.ts';
import { detectWalls } from '../../../src/plugin-host/sandbox/walls.ts';
import { type Hosted, call, json, startHost } from '../../plugin-host/hosted.ts';
import { type Outside, openOutside } from '../outside.ts';
import { isSwept, SWEEP } from './sweep.ts';

const SOURCE = `async sweep(ctx) {
  const { name, from, outside } = await ctx.request.json();
  ${SWEEP}
}
user() { return 1; }`;

/** No function of Node has to be known for its call to be tried. */
describe("every function of Node, called with what lies outside, behind Node's wall alone", () => {
  let outside: Outside;
  let hosted: Hosted;
  before(async function () {
    if (process.platform !== 'linux') this.skip();
    outside = await openOutside();
    hosted = await startHost({ walls: { ...(await detectWalls()), kernel: false } });
  });
  after(async () => {
    await hosted?.close();
    await outside?.close();
  });

  for (const name of module.builtinModules.filter(isSwept)) {
    it(`reaches nothing by ${name}`, async () => {
      const target = await hosted.plugin(SOURCE);
      await hosted.host.call(target, call('user'));
      await outside.restored(userOf(childProcesses(process.pid).at(-1) as number));
      outside.touched();
      const before = lies();
      const found: string[] = [];
      for (let from: number | null = 0; from !== null;) {
        const body = Buffer.from(JSON.stringify({ name, from, outside: { ...outside } }));
        const headers: [string, string][] = [['content-type', 'application/json']];
        const answer = await hosted.host.call(target, call('sweep', { method: 'POST', headers, body }));
        const { reached, next } = (await json(answer)) as { reached: string[]; next: number | null };
        found.push(...reached);
        from = next;
      }
      expect(found).to.deep.equal([]);
      await sleep(50);
      expect(lies()).to.deep.equal(before);
      expect(outside.touched()).to.equal(false);
      await hosted.host.retire(target.installation);
    });
  }

  /** What is in the folder outside, and in its files. */
  function lies(): Record<string, string> {
    const entries = readdirSync(outside.folder, { withFileTypes: true });
    const text = ({ name }: Dirent) => readFileSync(join(outside.folder, name), 'utf8');
    return Object.fromEntries(entries.map((entry) => [entry.name, entry.isFile() ? text(entry) : '']));
  }
});
