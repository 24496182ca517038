import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { PlexicaError } from '@plexica/sdk/errors';

/** Processes that have ended completely. Their ids can belong to other processes by now. */
const gone = new WeakSet<ChildProcess>();

/**
 * Starts a command with a group of its own, no environment, streams for its output and for descriptor 3.
 *
 * @param filter file with the filter of system calls, which becomes descriptor 4. It is opened for each process, since
 * bubblewrap reads on from where a descriptor stands
 * @throws PlexicaError `plugin_unavailable` when no descriptors are left for it
 */
export function startProcess([file, ...args]: string[], filter?: string): ChildProcess {
  let descriptor: number | undefined;
  try {
    descriptor = filter === undefined ? undefined : openSync(filter, 'r');
    const child = spawn(file as string, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(descriptor === undefined ? [] : [descriptor])],
      env: {},
      cwd: '/',
      // In its own process group, so that Ctrl-C in the host's terminal and signals to the host's group do not reach it.
      detached: true,
    });
    // The caller adds its own listener. An error before that must not end the server.
    child.on('error', () => undefined);
    // This event comes when the streams are closed, which every process of the sandbox holds open.
    child.once('close', () => gone.add(child));
    // Such a child has no streams, whatever its type says (child_process of Node).
    if ((child.stdio as unknown) === undefined) throw noDescriptors();
    return child;
  } catch (error) {
    throw /^E[MN]FILE$/.test((error as NodeJS.ErrnoException).code ?? '') ? noDescriptors() : error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function noDescriptors(): PlexicaError {
  const message = 'the server has no free file descriptors to start a process';
  return new PlexicaError('plugin_unavailable', message, { retryAfter: 5 });
}

/**
 * Kills a process of `startProcess`. Bubblewrap starts as two processes. If the first ends before it has created the
 * namespaces, the second waits forever and keeps the streams open. Both are in the group of the first.
 */
export function killSandbox(child: ChildProcess): void {
  const { pid } = child;
  if (gone.has(child)) return;
  if (pid === undefined || process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The last of them has just ended.
  }
}
