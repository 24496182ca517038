import { readFileSync } from 'node:fs';

/** A process, also after it has ended. */
export interface RecordedProcess {
  pid: number;
  /** When it started, where the system says so: after a restart of the machine, another one can have its pid. */
  started?: string;
}

/** This process. */
export function thisProcess(): RecordedProcess {
  const started = startOf(process.pid);
  return { pid: process.pid, ...(started !== undefined && { started }) };
}

/** Whether a process of this machine still runs. False for a process of another user. */
export function isRunningProcess({ pid, started }: RecordedProcess): boolean {
  return isAlive(pid) && (started === undefined || started === startOf(pid));
}

/** When a process started, in ticks since the machine did (proc_pid_stat(5)); `undefined` on systems without `/proc`. */
function startOf(pid: number): string | undefined {
  try {
    // The name before the last bracket can contain anything. The fields after it begin with the third.
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
