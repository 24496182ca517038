import { inSeconds } from './in-seconds.ts';
import { type ProcessorUse, isRunnable, processorUse, processorUseOfTree } from './processor-use.ts';

/** Milliseconds between checks of a process that may be waiting now. */
const LOOK = 100;

/** Time of a process when its deadline was reached, in milliseconds. */
export interface Spent {
  took: number;
  /** `undefined` if the kernel does not provide it. */
  ran: number | undefined;
}

export interface DeadlineOptions {
  /** Milliseconds. */
  limit: number;
  /** Multiple of the limit that it can take in real time. */
  longest: number;
  /** Its earlier processor use, which does not count. By default, its use so far. */
  since?: ProcessorUse | undefined;
  /** Whether to include its descendants. */
  tree?: boolean;
  /** @param overload present if the process did not get enough processor time */
  onLate: (overload: Spent | undefined) => void;
}

/**
 * A time limit that counts only the time in which a process could run: waiting for a processor on a busy machine is not
 * its fault. If the kernel does not provide this, all time counts.
 */
export class Deadline {
  readonly #pid: number;
  readonly #options: DeadlineOptions;
  readonly #since: ProcessorUse | undefined;
  readonly #began = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(pid: number, options: DeadlineOptions) {
    this.#pid = pid;
    this.#options = options;
    this.#since = options.since ?? this.#use();
    this.#wait(options.limit);
  }

  clear(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    // Data that has arrived is read first, because this process may have waited for a processor too.
    this.#timer = setTimeout(() => setImmediate(() => this.#look()), ms);
  }

  #use(): ProcessorUse | undefined {
    return this.#options.tree ? processorUseOfTree(this.#pid) : processorUse(this.#pid);
  }

  #look(): void {
    if (this.#over) return;
    const { limit, longest, onLate } = this.#options;
    const took = performance.now() - this.#began;
    const now = this.#use();
    const had = now && {
      ran: now.ran - (this.#since?.ran ?? 0),
      waited: now.waited - (this.#since?.waited ?? 0),
    };
    const verdict = judge({ limit, longest: longest * limit, took, had, runnable: isRunnable(this.#pid) });
    if (typeof verdict === 'number') {
      this.#wait(verdict);
      return;
    }
    this.#over = true;
    onLate(verdict === 'overloaded' ? { took, ran: had?.ran } : undefined);
  }
}

export interface Judged {
  limit: number;
  longest: number;
  took: number;
  had: ProcessorUse | undefined;
  runnable: boolean;
}

/** @returns milliseconds until the next check if it has time left */
export function judge({ limit, longest, took, had, runnable }: Judged): 'late' | 'overloaded' | number {
  if (had === undefined || had.ran >= limit) return 'late';
  const left = limit - (took - had.waited);
  // One that is runnable may be in a wait that is not counted yet; if it is not, it soon has run for long enough.
  if (left <= 0 && !runnable) return 'late';
  if (took >= longest) return 'overloaded';
  return Math.min(Math.max(left, LOOK), longest - took);
}

/** Such as "in 40 seconds. It had a processor for 0.3 seconds of them, since the machine is overloaded". */
export function overloadText({ took, ran = 0 }: Spent): string {
  return `in ${inSeconds(took)}. It had a processor for only ${inSeconds(ran)} of that time: the machine is overloaded`;
}
