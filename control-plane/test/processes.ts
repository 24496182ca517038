import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunningProcess {
  pid: number;
  parent: number;
  /** Its arguments, separated by spaces; empty for one that has ended and not been waited for. */
  command: string;
}

/** All processes of this machine. */
export function runningProcesses(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(pid), parent: Number(fields[1]), command }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

/** Whether a process is, or descends from, another. */
export function descends(processes: readonly RunningProcess[], pid: number, from: number): boolean {
  const parents = new Map(processes.map((process) => [process.pid, process.parent]));
  for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) if (at === from) return true;
  return false;
}

/** @returns once a process is gone, or has ended and was not waited for */
export async function gone(pid: number): Promise<void> {
  while (runningProcesses().some((each) => each.pid === pid && each.command !== '')) await sleep(20);
}
