import { readFileSync } from 'node:fs';

/** Ids of the processes that a process has started and that still run. @throws Error where `/proc` does not tell */
export function childProcesses(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

/**
 * Id of the user that a process runs as. The owner of its folder in `/proc` is root where it may not be dumped, as
 * bubblewrap.
 *
 * @throws Error where `/proc` does not tell
 */
export function userOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
}
