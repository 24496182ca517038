import { expect } from 'chai';
import { detectWalls } from '../../src/plugin-host/walls.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';

const PLUGIN = `
  environment() { return Object.keys(process.env); }
  who() { return { uid: process.getuid(), pid: process.pid }; }
  root() { return process.getBuiltinModule('node:fs').readdirSync('/').sort(); }
`;

describe('the walls', () => {
  it('are said in a sentence', async () => {
    expect((await detectWalls()).why).to.match(/bubblewrap/);
  });

  for (const kernel of [true, false]) {
    describe(kernel ? 'of the kernel and of Node' : "of Node's permission model alone", () => {
      let hosted: Hosted;
      before(async function () {
        const walls = await detectWalls();
        if (kernel && !walls.kernel) this.skip();
        hosted = await startHost({ walls: { ...walls, kernel } });
      });
      after(() => hosted?.close());

      it('leave it an empty environment', async () => {
        const target = await hosted.plugin(PLUGIN);
        expect(await json(await hosted.host.call(target, call('environment')))).to.deep.equal([]);
      });
      it('leave it no rights of root', async () => {
        const target = await hosted.plugin(PLUGIN);
        expect(await json(await hosted.host.call(target, call('who'))))
          .to.have.property('uid')
          .not.equal(0);
      });
      if (kernel) {
        it('make it the only process it knows of', async () => {
          const target = await hosted.plugin(PLUGIN);
          expect(await json(await hosted.host.call(target, call('who')))).to.deep.equal({
            uid: 65_534,
            pid: 1,
          });
        });
      }
    });
  }
});
