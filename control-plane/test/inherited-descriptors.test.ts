import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { descends, runningProcesses } from './processes.ts';
import { CONTROL_PLANE } from './server.ts';

/** Node itself sees to the first ones. */
const HIGH = 60;

/** What the descriptors of a process are. */
function open(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      // It was closed meanwhile.
      return [];
    }
  });
}

describe('a descriptor that the server has inherited', () => {
  it('does not reach a sandbox', async function () {
    if (process.platform !== 'linux') this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'plexica-inherited-'));
    const file = join(folder, 'lock');
    await writeFile(file, 'of whoever starts the server');
    const descriptor = openSync(file, 'r');
    const between = Array.from({ length: HIGH - 3 }, () => 'ignore' as const);
    const server = spawn(process.execPath, [join(CONTROL_PLANE, 'dist/main.js'), 'describe'], {
      stdio: ['pipe', 'ignore', 'inherit', ...between, descriptor],
      env: { PATH: process.env['PATH'] },
    });
    try {
      for (;;) {
        const all = runningProcesses();
        const own = all.filter(({ pid }) => descends(all, pid, server.pid as number));
        // Bubblewrap, or Node, in its last form.
        const sandbox = own.filter(({ command }) => command.includes('/bootstrap/main.js')).at(-1);
        if (sandbox && /^\S*\/?(node|bwrap) /.test(sandbox.command)) {
          for (const { pid, command } of own) expect(open(pid), command).not.to.include(file);
          return;
        }
        expect(server.exitCode).to.equal(null);
        await sleep(10);
      }
    } finally {
      server.stdin?.end();
      await once(server, 'close');
      closeSync(descriptor);
      await rm(folder, { recursive: true, force: true });
    }
  });
});
