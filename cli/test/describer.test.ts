import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Describer } from '../src/services/dev/describer.ts';

describe('what reads the routes in dev', () => {
  let folder: string;
  const ended = new AbortController();
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-describer-'));
    await mkdir(join(folder, 'dist/backend'), { recursive: true });
  });
  after(async () => {
    ended.abort();
    await rm(folder, { recursive: true });
  });

  /** Ends the process that reads, as the system does when memory is short. */
  const kill = () => {
    const children = execFileSync('ps', ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'args='], {
      encoding: 'utf8',
    }).split('\n');
    for (const line of children) {
      const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      if (Number(parent) === process.pid && command.endsWith(' describe'))
        process.kill(Number(pid), 'SIGKILL');
    }
  };

  it('fails when it dies, and starts again at the next call', async function () {
    if (process.platform === 'win32') this.skip();
    const describer = new Describer(ended.signal);
    await writeFile(
      join(folder, 'dist/backend/index.js'),
      'await new Promise(() => setInterval(() => {}, 1e6));',
    );
    const reading = describer.describe({ folder, codeGeneration: false }).catch((error: Error) => error);
    kill();
    expect(await reading)
      .to.have.property('message')
      .that.contains('SIGKILL');
    await writeFile(join(folder, 'dist/backend/index.js'), 'export default 1;');
    const again = await describer.describe({ folder, codeGeneration: false }).catch((error: Error) => error);
    expect(again).to.have.property('code', 'build_failed');
  });
});
