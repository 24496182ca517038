import { setTimeout as sleep } from 'node:timers/promises';
import type { PluginBackend } from './embedded-backends.ts';
import type { Priority } from '../processes/priority.ts';
import { processUsage, type ProcessUsage } from '../processes/process-usage.ts';

/** What PostgreSQL makes of a floating-point signal (appendix A of its manual). Numbers give other errors. */
export const SIGNALLED = '22P01';
/** What whoever sent the statement is told instead. */
export const ENDED = {
  sqlstate: '57014',
  message: 'the statement exceeded its time limit, and PostgreSQL could not interrupt it',
};

/** Milliseconds that a backend has for ending when it is told to, and of the processor, of which others may take much. */
const PATIENCE_MS = 2000;
const PATIENCE_CPU_MS = 500;
/** Milliseconds after which a look says nothing any more, since the backend had no processor. */
const LONGEST_MS = 60_000;
/** Part of its time that it calculates, and does not ask the kernel for anything. */
const CALCULATING = 0.75;
/** How often it is interrupted before somebody is told that it cannot be. */
const TRIES = 5;
const STEP_MS = 100;

/**
 * Ends a backend of the embedded PostgreSQL that calculates without ever looking whether it should stop.
 *
 * It is told to end first, as `pg_terminate_backend` does. What ignores that is in a loop without a check for it, and then
 * a floating-point signal ends that loop: PostgreSQL's own handler makes an error of it, at once, and the backend then
 * does as it was told. In other places this handler would break PostgreSQL's memory, so the signal is only sent to a
 * backend that has used the processor for half a second since it was told, for most of it outside the kernel, and has not
 * waited for anything in this time.
 *
 * @param priority is made that of the host
 * @param overruns asks PostgreSQL whether it is still the same backend, at a statement that runs too long
 * @param signal gives it up
 * @returns false where it could not be ended
 * @throws Error when it is given up, or PostgreSQL does not answer
 */
export async function endOverrunning(
  { pid }: PluginBackend,
  priority: Pick<Priority, 'lift'>,
  overruns: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const first = processUsage(pid);
  if (first === undefined || !(await overruns())) return true;
  process.kill(pid, 'SIGTERM');
  // The sooner it has had its half second, the sooner it takes nothing from others any more.
  priority.lift();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = processUsage(pid);
    if (hasEnded(first, before) || (await endsByItself(pid, first, signal))) return true;
    if (!(await overruns())) continue;
    // From here to the signal nothing else can happen in this process, and hardly anything in the other.
    const now = processUsage(pid);
    if (hasEnded(first, now)) return true;
    if (onlyCalculates(before as ProcessUsage, now as ProcessUsage)) process.kill(pid, 'SIGFPE');
  }
  return endsByItself(pid, first, signal);
}

/** Waits until it has ended, or has had enough time for it. */
async function endsByItself(pid: number, first: ProcessUsage, signal: AbortSignal): Promise<boolean> {
  const began = Date.now();
  const before = processUsage(pid);
  for (;;) {
    await sleep(STEP_MS, undefined, { signal });
    const now = processUsage(pid);
    if (hasEnded(first, now)) return true;
    const waited = Date.now() - began;
    const used = cpuMs(now as ProcessUsage) - (before === undefined ? 0 : cpuMs(before));
    if (waited > LONGEST_MS || (waited > PATIENCE_MS && used > PATIENCE_CPU_MS)) return false;
  }
}

function hasEnded(first: ProcessUsage, now: ProcessUsage | undefined): boolean {
  return now?.started !== first.started;
}

function cpuMs({ user, system }: ProcessUsage): number {
  return user + system;
}

function onlyCalculates(before: ProcessUsage, now: ProcessUsage): boolean {
  const used = cpuMs(now) - cpuMs(before);
  return (
    now.running &&
    now.waits === before.waits &&
    used >= PATIENCE_CPU_MS &&
    now.user - before.user >= used * CALCULATING
  );
}
