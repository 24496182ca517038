import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { NOBODY, asUser, detectWalls, findTool } from '../../src/plugin-host/sandbox/walls.ts';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
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

  it('of the kernel leave no way to make another user namespace', async function () {
    skipWhereMissing(this, await missingKernelWall());
    const { namespaces } = await detectWalls();
    // Bubblewrap before 0.8 cannot, nor a container whose /proc/sys is read-only.
    if (!namespaces.includes('--disable-userns')) this.skip();
    const unshare = (options: readonly string[]) => {
      const command = [
        findTool('bwrap') as string,
        ...options,
        '--ro-bind',
        '/',
        '/',
        'unshare',
        '-U',
        'true',
      ];
      const [file, ...args] = [...asUser(NOBODY), ...command];
      return spawnSync(file as string, args, { env: { PATH: process.env['PATH'] }, encoding: 'utf8' });
    };
    expect(unshare(namespaces).stderr).to.match(/^unshare: unshare failed/);
    // Without the one option it can.
    expect(unshare(namespaces.filter((option) => option !== '--disable-userns')).status).to.equal(0);
  });

  for (const kernel of [true, false]) {
    describe(kernel ? 'of the kernel and of Node' : "of Node's permission model alone", () => {
      let hosted: Hosted;
      before(async function () {
        const walls = await detectWalls();
        if (kernel) skipWhereMissing(this, await missingKernelWall());
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
