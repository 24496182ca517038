import { writeFileSync } from 'node:fs';
import { childProcesses } from './child-processes.ts';

/** Nice value of sandboxed processes; the host and the database have 0, and 19 yields most. */
export const NICE = 10;

/**
 * Gives a sandbox the nice value also as a session. Where Linux shares the processor among sessions first (autogroup in
 * sched(7)), the nice value of a process counts only against others of its session, and a sandbox has one of its own: a
 * plugin that loops would get as much as the host.
 *
 * @param pid what was spawned; the session is that of the last process below it
 * @returns false where it has to be tried again, since the kernel takes only one change in 0.1 s from users other than
 * root
 */
export function lowerSession(pid: number): boolean {
  try {
    writeFileSync(`/proc/${innermost(pid)}/autogroup`, String(NICE));
    return true;
  } catch (error) {
    // Anything else says that there are no such groups here, or no such process any more.
    return (error as NodeJS.ErrnoException).code !== 'EAGAIN';
  }
}

function innermost(pid: number): number {
  const [child] = childProcesses(pid);
  return child === undefined ? pid : innermost(child);
}
