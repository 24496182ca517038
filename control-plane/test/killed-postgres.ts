import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningProcesses } from './processes.ts';
import type { TestServer } from './server.ts';

/** Longest time until the database is back, in milliseconds. */
const BACK_MS = 30_000;

/**
 * `kill -9` of a server's PostgreSQL with all of its processes.
 *
 * @param dies whether a process but the first is killed too
 * @returns once the server has started another, and is ready
 * @throws Error when it is not back after 30 seconds
 */
export async function killPostgres(
  server: TestServer,
  dies: (pid: number) => boolean = () => true,
): Promise<void> {
  const killed = postmaster(server);
  if (killed === undefined) throw new Error('PostgreSQL does not run');
  const children = runningProcesses().filter(({ parent }) => parent === killed);
  process.kill(killed, 'SIGKILL');
  for (const { pid } of children) if (dies(pid)) killIfThere(pid);
  await backAgain(server, killed);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has noticed already that its parent is gone.
  }
}

/** The process id of PostgreSQL; `undefined` at the moment when one has ended and no other has begun. */
export function postmaster({ data }: TestServer): number | undefined {
  try {
    return Number(readFileSync(join(data, 'database', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

async function backAgain(server: TestServer, killed: number): Promise<void> {
  for (const end = Date.now() + BACK_MS; ; await sleep(20)) {
    const before = postmaster(server) === killed;
    const { status, body } = await server.request('GET', '/readyz');
    if (!before && status === 200) return;
    if (Date.now() > end) throw new Error(`not back after ${BACK_MS} ms: ${JSON.stringify(body)}`);
  }
}
