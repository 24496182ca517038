import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from './sandbox.ts';
import { startWaitingSandbox, type WaitingSandbox } from './waiting-sandbox.ts';

/** Milliseconds before one is started. Until then, the new version has the processors for itself. */
const DELAY = 300;
/** Milliseconds after which nobody seems to work on the plugin any more. */
const LONGEST = 5 * 60_000;
/** Maximum number. Each is a process with the memory of an idle Node. */
const MOST = 4;

interface Kept {
  cancel: AbortController;
  sandbox: Promise<WaitingSandbox | undefined>;
  end: NodeJS.Timeout;
}

/** Sandboxes that wait for the next version of installations, which is expected soon. */
export class WaitingSandboxes {
  readonly #prepare: () => Promise<Sandbox>;
  readonly #folder: string;
  readonly #kept = new Map<number, Kept>();

  /** @param shared absolute folder that the sandbox's user can pass through */
  constructor(prepare: () => Promise<Sandbox>, shared: string) {
    this.#prepare = prepare;
    this.#folder = folderIn(shared);
  }

  /** Starts one for the installation soon, for five minutes. If it cannot start, the next update only takes longer. */
  keep(installation: number): void {
    if (this.#kept.has(installation) || this.#kept.size === MOST) return;
    const cancel = new AbortController();
    const sandbox = sleep(DELAY, undefined, { signal: cancel.signal, ref: false })
      .then(() => this.#start())
      .catch(() => undefined);
    const end = setTimeout(() => void this.drop(installation), LONGEST).unref();
    this.#kept.set(installation, { cancel, sandbox, end });
  }

  /** @returns the one that waits for the installation, with the bundle in it; `undefined` where none does or it died */
  async take(installation: number, bundle: string): Promise<WaitingSandbox | undefined> {
    const sandbox = await this.#release(installation);
    try {
      await sandbox?.fill(bundle);
      return sandbox;
    } catch {
      // Starting an ordinary one reports what is wrong with the bundle or the disk.
      await sandbox?.discard();
      return undefined;
    }
  }

  async drop(installation: number): Promise<void> {
    await (await this.#release(installation))?.discard();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.keys()].map((installation) => this.drop(installation)));
  }

  async #release(installation: number): Promise<WaitingSandbox | undefined> {
    const kept = this.#kept.get(installation);
    this.#kept.delete(installation);
    kept?.cancel.abort();
    clearTimeout(kept?.end);
    return kept?.sandbox;
  }

  async #start(): Promise<WaitingSandbox> {
    await mkdir(this.#folder, { recursive: true, mode: 0o755 });
    return startWaitingSandbox(await this.#prepare(), this.#folder);
  }
}

/** Removes what a killed server left of its waiting sandboxes. Only before plugins are started. */
export async function clearWaiting(shared: string): Promise<void> {
  await rm(folderIn(shared), { recursive: true, force: true });
}

function folderIn(shared: string): string {
  return join(shared, 'waiting');
}
