import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Whether a process belongs to the PostgreSQL of a folder, by its program and working folder. It compares the folder
 * itself, because the path can mean another one in the container of that process. Linux only.
 */
export function worksIn(pid: number, folder: string): boolean {
  try {
    const program = basename(readlinkSync(join('/proc', String(pid), 'exe')));
    // Linux adds ` (deleted)` if the program file was replaced.
    if (program.replace(/ \(deleted\)$/, '') !== 'postgres') return false;
    const [works, place] = [join('/proc', String(pid), 'cwd'), folder].map((path) => statSync(path));
    return works?.dev === place?.dev && works?.ino === place?.ino;
  } catch {
    // It has ended in the meantime, or belongs to another user.
    return false;
  }
}

/**
 * Ends the remaining processes of a PostgreSQL whose first process was killed. They usually notice and end. But one
 * that waits for a lock held by another killed one waits forever, and keeps the shared memory that the next PostgreSQL
 * requires. Does nothing without `/proc`.
 *
 * @param folder absolute data folder of an ended first process
 */
export function endStragglers(folder: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isSafeInteger(pid) || !worksIn(pid, folder)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}
