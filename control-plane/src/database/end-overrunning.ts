import { setTimeout as sleep } from 'node:timers/promises';
import type { PluginBackend } from './embedded-backends.ts';
import type { Priority } from '../processes/priority.ts';
import { processUsage, type ProcessUsage } from '../processes/process-usage.ts';

/** SQLSTATE of a floating-point signal (PostgreSQL manual, appendix A). Numbers cause other errors. */
export const SIGNALLED = '22P01';
/** The error that the sender of the statement receives instead. */
export const ENDED = {
  sqlstate: '57014',
  message: 'the statement exceeded its time limit, and PostgreSQL could not interrupt it',
};

/** Milliseconds that a backend has to end after it was told to, both of real time and of processor time. */
const PATIENCE_MS = 2000;
const PATIENCE_CPU_MS = 500;
/** Milliseconds after which a check is inconclusive because the backend had no processor. */
const LONGEST_MS = 60_000;
/** Share of its processor time that is spent outside the kernel. */
const CALCULATING = 0.75;
/** Number of attempts before it is reported as impossible to end. */
const TRIES = 5;
const STEP_MS = 100;

/**
 * Ends a backend of the embedded PostgreSQL that is busy in a loop and never checks for interrupts.
 *
 * First it is told to end, as `pg_terminate_backend` does. A backend that ignores this is in a loop without such a
 * check. A floating-point signal ends that loop: the handler of PostgreSQL turns it into an error at once, and the
 * backend then ends as told. In other places this handler would corrupt the memory of PostgreSQL. So the signal is sent
 * only to a backend that has used half a second of processor time since it was told, mostly outside the kernel, without
 * waiting for anything.
 *
 * @param priority is raised to that of the host
 * @param overruns asks PostgreSQL whether the same backend still runs a statement beyond its limit
 * @param signal stops the attempt
 * @returns false if it could not be ended
 * @throws Error if `signal` aborts, or PostgreSQL does not answer
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
  // The sooner it has used its half second, the sooner it stops taking processor time from others.
  priority.lift();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = processUsage(pid);
    if (hasEnded(first, before) || (await endsByItself(pid, first, signal))) return true;
    if (!(await overruns())) continue;
    // From here to the signal, nothing else happens in this process, and hardly anything in the other.
    const now = processUsage(pid);
    if (hasEnded(first, now)) return true;
    if (onlyCalculates(before as ProcessUsage, now as ProcessUsage)) process.kill(pid, 'SIGFPE');
  }
  return endsByItself(pid, first, signal);
}

/** Waits until it has ended or its time is used up. */
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
