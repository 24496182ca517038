import { readFileSync } from 'node:fs';

/** Usage data of a process from Linux. */
export interface ProcessUsage {
  /** When it began, in ticks since the machine did: another process of the same id has another. */
  started: string;
  /** It has a processor or wants one. */
  running: boolean;
  /** Milliseconds of the processor outside the kernel, and inside; Linux counts in steps of 10. */
  user: number;
  system: number;
  /** How often it has yielded the processor to wait for something. */
  waits: number;
}

/** Milliseconds of one tick; on every architecture that Node.js knows there are 100 in a second. */
const TICK_MS = 10;

/** @returns undefined without such a process or without `/proc` */
export function processUsage(pid: number): ProcessUsage | undefined {
  try {
    // The name before the last bracket may hold anything. The fields are those of proc(5), from the third on.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const [state, user, system, started] = [stat[0], stat[11], stat[12], stat[19]];
    if (state === undefined || state === 'Z' || state === 'X') return undefined;
    return {
      started: String(started),
      running: state === 'R',
      user: Number(user) * TICK_MS,
      system: Number(system) * TICK_MS,
      waits: Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]),
    };
  } catch {
    return undefined;
  }
}
