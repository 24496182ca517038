import { readFileSync } from 'node:fs';

/** Ids of the processes that a process has started and that still run. @throws Error where `/proc` does not tell */
export function childProcesses(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}
