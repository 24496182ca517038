import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from './sandbox.ts';
import { startWaitingSandbox, type WaitingSandbox } from './waiting-sandbox.ts';

/** Milliseconds before one is started: the version that was just switched to has the processors until then. */
const DELAY = 300;

interface Kept {
  cancel: AbortController;
  sandbox: Promise<WaitingSandbox | undefined>;
}

/** Sandboxes that wait for the next version of installations, which is expected soon. */
export class WaitingSandboxes {
  readonly #prepare: () => Promise<Sandbox>;
  readonly #folder: string;
  readonly #kept = new Map<number, Kept>();
  #made: Promise<unknown> | undefined;

  /** @param folder absolute, below one that the sandbox's user can pass through; what an earlier server left there goes */
  constructor(prepare: () => Promise<Sandbox>, folder: string) {
    this.#prepare = prepare;
    this.#folder = folder;
  }

  /** Has one wait for the installation, soon. That it could not be started costs only time. */
  keep(installation: number): void {
    if (this.#kept.has(installation)) return;
    const cancel = new AbortController();
    const sandbox = sleep(DELAY, undefined, { signal: cancel.signal, ref: false })
      .then(() => this.#start())
      .catch(() => undefined);
    this.#kept.set(installation, { cancel, sandbox });
  }

  /** @returns the one that waits for the installation, with the bundle in it; `undefined` where none does or it died */
  async take(installation: number, bundle: string): Promise<WaitingSandbox | undefined> {
    const sandbox = await this.#release(installation);
    if (sandbox === undefined) return undefined;
    try {
      await sandbox.fill(bundle);
      const { pid, exitCode, signalCode } = sandbox.child;
      if (pid !== undefined && exitCode === null && signalCode === null) return sandbox;
    } catch {
      // Whoever starts an ordinary one is told what is wrong with the bundle or the disk.
    }
    await sandbox.discard();
    return undefined;
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
    return kept?.sandbox;
  }

  async #start(): Promise<WaitingSandbox> {
    this.#made ??= rm(this.#folder, { recursive: true, force: true }).then(() =>
      mkdir(this.#folder, { recursive: true, mode: 0o755 }),
    );
    await this.#made;
    return startWaitingSandbox(await this.#prepare(), this.#folder);
  }
}
