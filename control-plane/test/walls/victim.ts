import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { asUser } from '../../src/plugin-host/sandbox/walls.ts';

/** A process that does nothing, and that this user may send signals to. @param user of a test that is root; else it is its own */
export async function startVictim(user: number): Promise<ChildProcess> {
  const [file, ...args]: string[] = [...asUser(user), 'sleep', '600'];
  const victim = spawn(file as string, args, { stdio: 'ignore' });
  // Only the program that it becomes last has the user.
  while (readFileSync(`/proc/${victim.pid}/comm`, 'utf8') !== 'sleep\n') await sleep(5);
  return victim;
}
