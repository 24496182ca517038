import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { childProcesses } from '../../src/processes/child-processes.ts';

/** Each of them has a session of its own, which has the priority of the host. */
const LOOPS = 6;

/** Processes that want one processor all the time. */
export interface Crowd {
  /** Has a process, and those below it, work on that processor alone, where it gets hardly any time. */
  squeeze(pid: number): void;
  /** Ends them; the others may use every processor again. */
  leave(): Promise<void>;
}

export async function startCrowd(): Promise<Crowd> {
  const all = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] as string;
  const one = String(Number.parseInt(all, 10));
  const squeezed = new Set<number>();
  const loops: ChildProcess[] = [];
  for (let count = 0; count < LOOPS; count += 1) {
    const loop = spawn('taskset', ['-c', one, 'sh', '-c', 'while :; do :; done'], {
      stdio: 'ignore',
      detached: true,
    });
    await once(loop, 'spawn');
    loops.push(loop);
  }
  const squeeze = (pid: number): void => {
    squeezed.add(pid);
    // Without sessions that share the processor this is what counts.
    execFileSync('chrt', ['-a', '-i', '-p', '0', String(pid)]);
    execFileSync('taskset', ['-a', '-c', '-p', one, String(pid)], { stdio: 'ignore' });
    childProcesses(pid).forEach(squeeze);
  };
  return {
    squeeze,
    async leave() {
      await Promise.all(
        loops.splice(0).map(async (loop) => {
          loop.kill('SIGKILL');
          if (loop.exitCode === null && loop.signalCode === null) await once(loop, 'exit');
        }),
      );
      for (const pid of squeezed) {
        // Those that have ended are no matter.
        spawnSync('chrt', ['-a', '-o', '-p', '0', String(pid)]);
        spawnSync('taskset', ['-a', '-c', '-p', all, String(pid)]);
      }
      squeezed.clear();
    },
  };
}

/** Why there can be none here. */
export function noCrowd(): string | undefined {
  return existsSync('/proc/self/schedstat')
    ? undefined
    : 'the kernel does not tell who waits for a processor';
}
