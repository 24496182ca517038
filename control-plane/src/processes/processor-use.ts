import { readdirSync, readFileSync } from 'node:fs';
import { childProcesses } from './child-processes.ts';

/** Processor use of the threads of a process since its start, in milliseconds. */
export interface ProcessorUse {
  ran: number;
  /** For one of its own while others had it. A wait counts once it is over. */
  waited: number;
}

/**
 * @returns `undefined` where the kernel does not tell, or the process has ended. A thread's first two numbers are
 * nanoseconds (sched-stats.rst of the kernel's documentation)
 */
export function processorUse(pid: number): ProcessorUse | undefined {
  let use: ProcessorUse | undefined;
  for (const numbers of threadFiles(pid, 'schedstat')) {
    const [ran = 0, waited = 0, turns = 0] = numbers.split(' ').map(Number);
    // A kernel that does not count has zeros here.
    if (turns === 0) continue;
    use = { ran: (use?.ran ?? 0) + ran / 1e6, waited: (use?.waited ?? 0) + waited / 1e6 };
  }
  return use;
}

/** As {@link processorUse}, of a process and all that are below it: bubblewrap has the sandbox itself below it. */
export function processorUseOfTree(pid: number): ProcessorUse | undefined {
  return tree(pid)
    .map(processorUse)
    .reduce(
      (sum, use) => (sum && use ? { ran: sum.ran + use.ran, waited: sum.waited + use.waited } : (sum ?? use)),
      undefined,
    );
}

/** Whether a thread of a process, or of one below it, runs or waits for a processor at this moment. */
export function isRunnable(pid: number): boolean {
  // The name before the state, in brackets, may hold anything.
  return tree(pid).some((one) => threadFiles(one, 'stat').some((line) => /\) R [^)]*$/.test(line)));
}

function tree(pid: number): number[] {
  try {
    return [pid, ...childProcesses(pid).flatMap(tree)];
  } catch {
    return [pid];
  }
}

function threadFiles(pid: number, file: string): string[] {
  const folder = `/proc/${pid}/task`;
  try {
    return readdirSync(folder).flatMap((thread) => readThread(`${folder}/${thread}/${file}`));
  } catch {
    return [];
  }
}

function readThread(file: string): string[] {
  try {
    return [readFileSync(file, 'latin1')];
  } catch {
    // It has ended meanwhile, or the kernel has no such file.
    return [];
  }
}
