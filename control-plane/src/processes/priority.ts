import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { childProcesses } from './child-processes.ts';
import { type ProcessorUse, processorUse } from './processor-use.ts';

/** Nice value of processes that work for plugins; the host and the rest of the database have 0, and 19 yields most. */
export const NICE = 10;
/** That of the session of one that never rests. */
const RESTLESS_NICE = 19;

/** Part of the time between two looks in which one that never rests could run; the looks are not exactly apart. */
const RESTLESS = 0.9;
/** Looks in a row at which it did not rest: one may be a request that has to calculate. */
const LOOKS = 2;
/** Milliseconds without such a look until it is an equal again: one that waits is told of only once its wait is over. */
const REST = 1000;

/**
 * The priority of one sandbox as a session. Where Linux shares the processor among sessions first (autogroup in
 * sched(7)), the nice value of a process counts only against others of its session, and a sandbox has one of its own: a
 * plugin that loops would get as much as the host. And among equals a process that wakes up waits until the one that
 * runs has used up its slice, which is longer than most requests take: one that never rests yields to those that only
 * answer, until it rests.
 */
export class Priority {
  readonly #spawned: number;
  /** The process whose session it is. */
  #pid: number;
  #nice: number | undefined;
  #use: ProcessorUse | undefined;
  #at = 0;
  #looks = 0;
  #restlessAt = 0;
  readonly #single: boolean;

  /**
   * @param pid what was spawned; the session is that of the last process below it
   * @param single it has one thread, whose own nice value is changed too, for where Linux does not share the processor
   * among sessions. Only root can take that back
   */
  constructor(pid: number, single = false) {
    this.#spawned = pid;
    this.#pid = pid;
    this.#single = single;
  }

  /** The last process below what was spawned, once {@link lower} was called. */
  get pid(): number {
    return this.#pid;
  }

  /** What that process had had at the last look. */
  get use(): ProcessorUse | undefined {
    return this.#use;
  }

  /**
   * Once the sandbox has started, and while it may be that it never does.
   *
   * @returns false where it has to be tried again, since the kernel takes only one change in 0.1 s from users other than
   * root
   */
  lower(): boolean {
    this.#pid = innermost(this.#spawned);
    return this.#become(NICE);
  }

  /** Looks how much it rested since the last look. @param now milliseconds */
  look(now: number): void {
    const before = this.#use;
    this.#use = processorUse(this.#pid);
    const restless = (wanted(this.#use) - wanted(before)) / (now - this.#at) >= RESTLESS;
    this.#at = now;
    this.#looks = restless ? this.#looks + 1 : 0;
    if (restless) this.#restlessAt = now;
    if (this.#looks >= LOOKS) this.#change(RESTLESS_NICE);
    else if (now - this.#restlessAt >= REST) this.#change(NICE);
  }

  /** Makes it an equal of the host, as far as the user may, until the next look. */
  lift(): void {
    this.#become(0);
  }

  #change(nice: number): void {
    if (nice !== this.#nice) this.#become(nice);
  }

  #become(nice: number): boolean {
    if (this.#single) this.#reschedule(nice);
    try {
      writeFileSync(`/proc/${this.#pid}/autogroup`, String(nice));
    } catch (error) {
      // Anything else says that there are no such groups here, or no such process any more.
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
    }
    this.#nice = nice;
    return true;
  }

  #reschedule(nice: number): void {
    try {
      setPriority(this.#pid, nice);
    } catch {
      // It has ended, or it is higher than this user may set.
    }
  }
}

/** Milliseconds that it had a processor, or waited for one; 0 where nobody tells. */
function wanted(use: ProcessorUse | undefined): number {
  return use === undefined ? 0 : use.ran + use.waited;
}

function innermost(pid: number): number {
  try {
    const [child] = childProcesses(pid);
    return child === undefined ? pid : innermost(child);
  } catch {
    return pid;
  }
}
