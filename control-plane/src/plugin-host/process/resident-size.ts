import { readFileSync } from 'node:fs';
import { childProcesses } from '../../processes/child-processes.ts';

const PAGE = 4096;

/** Resident memory of a process and its descendants in bytes; 0 if it is unknown, as on systems without `/proc`. */
export function residentOctets(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    return childProcesses(pid).reduce((sum, child) => sum + residentOctets(child), pages * PAGE);
  } catch {
    return 0;
  }
}

export function inMiB(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
