import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect } from 'chai';
import { closeInherited } from '../../src/processes/inherited-descriptors.ts';
import { detectWalls, NOBODY, type Walls } from '../../src/plugin-host/sandbox/walls.ts';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { buildNativeCode, missingCompiler, type NativeCode } from './native-code.ts';
import { NATIVE_WALLS, nativeRows, type NativeRow, type NativeWall } from './rows/native.ts';
import { startVictim } from './victim.ts';

/** As a shell tells of a process that SIGSYS has ended. */
const ENDED = 128 + 31;

/** What can be taken down; what a sandbox is started with stays. */
const WALLS: readonly NativeWall[] = ['seccomp', 'namespaces', 'users'];

describe('native code in a sandbox', function () {
  let walls: Walls;
  let code: NativeCode;
  let outside: Server;
  before(async function () {
    skipWhereMissing(this, missingCompiler());
    skipWhereMissing(this, await missingKernelWall());
    // As the server does when it starts.
    closeInherited();
    walls = await detectWalls();
    skipWhereMissing(this, walls.seccomp ? undefined : walls.why);
    code = await buildNativeCode(walls);
    outside = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(outside, 'listening');
  });
  after(async () => {
    outside?.close();
    await code?.remove();
  });

  async function attempt(missing: readonly NativeWall[], row: NativeRow) {
    // Of the user that sandboxes share where they have none of their own.
    const victim = row.argument === 'victim' ? await startVictim(NOBODY) : undefined;
    try {
      const port = (outside.address() as AddressInfo).port;
      const told = row.argument === undefined ? [] : [String(victim?.pid ?? port)];
      return await code.attempt(missing, [row.attempt, ...told]);
    } finally {
      victim?.kill('SIGKILL');
    }
  }

  async function expectDenied(row: NativeRow, missing: readonly NativeWall[], denied: boolean) {
    const { code: ended, said } = await attempt(missing, row);
    expect(ended, said).to.equal(denied ? (row.ends ? ENDED : 1) : 0);
  }

  for (const row of nativeRows) {
    describe(`cannot ${row.name}`, () => {
      before(function () {
        if (row.only !== undefined && row.only !== process.arch) this.skip();
      });

      // Where the server is not root there is no user of its own.
      const stands = (wall: NativeWall) => wall !== 'users' || walls.users !== undefined;
      it('behind all walls', () => expectDenied(row, [], row.deniedBy.some(stands)));

      for (const wall of row.deniedBy) {
        it(`by ${NATIVE_WALLS[wall]} alone`, function () {
          if (!stands(wall)) this.skip();
          return expectDenied(
            row,
            WALLS.filter((other) => other !== wall),
            true,
          );
        });
      }

      // What always stands, or what the kernel may not have, says nothing then.
      if (row.deniedBy.includes('start') || row.depends) return;
      it('and can without them', () => expectDenied(row, row.deniedBy, false));
    });
  }
});
