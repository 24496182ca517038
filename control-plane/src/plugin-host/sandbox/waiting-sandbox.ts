import { access, chmod, copyFile, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { killSandbox } from './sandbox-process.ts';
import type { Sandbox, Started } from './sandbox.ts';

/** A sandbox that was started before its bundle exists, which saves most of the time of a start. */
export interface WaitingSandbox extends Started {
  /**
   * Gives the bundle to the sandbox.
   *
   * @param bundle absolute folder that holds `dist/backend/index.js`
   * @throws Error with code ENOENT when it does not; other ones when the disk is full, or the sandbox has ended
   */
  fill(bundle: string): Promise<void>;
  /** Ends the sandbox and removes its files. `clearWaiting` removes what cannot be removed now. */
  discard(): Promise<void>;
}

/** @param folder absolute; what lies in it is made for the sandbox, whose user has to be able to pass through it */
export async function startWaitingSandbox(sandbox: Sandbox, folder: string): Promise<WaitingSandbox> {
  const own = await mkdtemp(join(folder, 'waiting-'));
  const mounted = join(own, 'dist/backend');
  await mkdir(mounted, { recursive: true });
  for (const path of [own, join(own, 'dist'), mounted]) await chmod(path, 0o755);
  let started: Started;
  try {
    started = sandbox.start(own);
  } catch (error) {
    await remove(own);
    throw error;
  }
  const { child, entry, walls } = started;
  const channel = child.stdio[3] as Socket;
  // Nobody listens to it yet. Whoever needs the sandbox notices that it has ended.
  channel.on('error', () => undefined);
  return {
    child,
    entry,
    walls,
    async fill(bundle) {
      const backend = join(bundle, 'dist/backend');
      await access(join(backend, 'index.js'));
      const entries = await readdir(backend, { withFileTypes: true });
      const copied = await Promise.allSettled(
        entries.map(async (entry) => {
          const [from, to] = [join(backend, entry.name), join(mounted, entry.name)];
          if (entry.isFile()) return copyFile(from, to);
          await cp(from, to, { recursive: true });
          return chmod(to, 0o755);
        }),
      );
      for (const one of copied) if (one.status === 'rejected') throw one.reason;
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
        throw new Error('the sandbox has ended while it waited');
    },
    async discard() {
      killSandbox(child);
      channel.destroy();
      await remove(own);
    },
  };
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
