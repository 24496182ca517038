import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';

const RUN = join(import.meta.dirname, '../bin/run.js');
/** Not in any list of users. */
const NOBODY = 48_151;

describe('a user whom the system does not know', () => {
  let plexica: Plexica;
  before(async function () {
    // Only root can become somebody else.
    if (process.getuid?.() !== 0) this.skip();
    plexica = await Plexica.create();
  });
  after(() => plexica?.remove());

  const run = (args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const options = { uid: NOBODY, gid: NOBODY, env, cwd: '/' };
      execFile(process.execPath, [RUN, ...args], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
      );
    });

  for (const [env, variables] of [
    ['without home and shell', {}],
    ['in a container', { HOME: '/' }],
  ] as [string, NodeJS.ProcessEnv][]) {
    it(`runs commands ${env}`, async () => {
      expect(await run(['--version'], variables)).to.include({ code: 0 });
      expect(await run(['context', 'list'], variables)).to.include({ code: 0 });
      const { code, output } = await run(
        ['whoami', '--server', 'http://127.0.0.1:1', '--token', 'x'],
        variables,
      );
      expect(output).to.contain('cannot be reached').and.not.contain('ENOENT');
      expect(code).to.equal(7);
    });
  }
});
