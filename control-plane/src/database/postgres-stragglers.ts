import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Whether a process belongs to the PostgreSQL of a folder, by its program and by the folder that it works in: the folder
 * itself and not its path, which may mean another one in the container of that process. Linux only.
 */
export function worksIn(pid: number, folder: string): boolean {
  try {
    const program = basename(readlinkSync(join('/proc', String(pid), 'exe')));
    // Of a program that has been replaced meanwhile Linux says ` (deleted)`.
    if (program.replace(/ \(deleted\)$/, '') !== 'postgres') return false;
    const [works, place] = [join('/proc', String(pid), 'cwd'), folder].map((path) => statSync(path));
    return works?.dev === place?.dev && works?.ino === place?.ino;
  } catch {
    // It has ended meanwhile, or belongs to somebody else.
    return false;
  }
}

/**
 * Ends what is left of a PostgreSQL whose first process was killed. The others notice that and end by themselves, but for
 * one that waits for a lock which another killed one held: it waits without end, and keeps the shared memory that the
 * next PostgreSQL asks for. Does nothing where there is no `/proc`.
 *
 * @param folder absolute data folder, whose first process has ended
 */
export function endStragglers(folder: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isSafeInteger(pid) || !worksIn(pid, folder)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}
