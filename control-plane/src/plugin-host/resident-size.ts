import { readFileSync } from 'node:fs';

const PAGE = 4096;

/**
 * Octets of memory that a process and those below it use, as the kernel counts them; 0 where it cannot be asked, as on
 * systems without `/proc`.
 */
export function residentOctets(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
    const below = children === '' ? [] : children.split(' ');
    return below.reduce((sum, child) => sum + residentOctets(Number(child)), pages * PAGE);
  } catch {
    return 0;
  }
}
