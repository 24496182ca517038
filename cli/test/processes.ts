import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that was seen running; its id alone may be another's later. */
export interface Seen {
  pid: number;
  parent: number;
  /** In the clock's ticks since the system started. */
  began: string;
  command: string;
}

/** Linux only. */
function all(): Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(look)
    .filter((seen) => seen !== undefined);
}

function look(pid: number | string): Seen | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of a program may hold anything, brackets too.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { pid: Number(pid), parent: Number(parent), began: rest[17] ?? '', command };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** What a process has started, what those have started, and so on. */
export function descendants(pid: number): Seen[] {
  const running = all();
  const below = (parent: number): Seen[] =>
    running.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  return below(pid);
}

/** Waits until none of these runs any more, ten seconds at most. @returns those that still do */
export async function leftOf(seen: readonly Seen[]): Promise<Seen[]> {
  const left = () => seen.filter(({ pid, began }) => look(pid)?.began === began);
  for (const end = Date.now() + 10_000; left().length > 0 && Date.now() < end;) await sleep(20);
  return left();
}

/** Ends those that still run, at once. */
export function kill(seen: readonly Seen[]): void {
  for (const { pid, began } of seen) if (look(pid)?.began === began) process.kill(pid, 'SIGKILL');
}
