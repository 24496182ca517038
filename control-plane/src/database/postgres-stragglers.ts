import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Ends what is left of a PostgreSQL whose first process was killed. The others notice that and end by themselves, but for
 * one that waits for a lock which another killed one held: it waits without end, and keeps the shared memory that the
 * next PostgreSQL asks for. It is told by its program and by the data folder, in which it works. Does nothing where there
 * is no `/proc`.
 *
 * @param folder absolute data folder, whose first process has ended
 */
export function endStragglers(folder: string): void {
  if (process.platform !== 'linux') return;
  const place = realpathSync(folder);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const program = basename(readlinkSync(join('/proc', pid, 'exe')));
      // Of a program that has been replaced meanwhile Linux says ` (deleted)`.
      if (program.replace(/ \(deleted\)$/, '') !== 'postgres') continue;
      if (readlinkSync(join('/proc', pid, 'cwd')) === place) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile, or belongs to somebody else.
    }
  }
}
