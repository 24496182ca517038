import { PlexicaError } from '@plexica/sdk/errors';

/** Lifetime of a process, in milliseconds, after which its failures are forgotten. */
const HEALTHY = 60_000;
/** Milliseconds. */
const LONGEST_PAUSE = 30_000;

interface Failed {
  count: number;
  last: string;
  /** Time before which it is not started again. */
  until: number;
}

/** Counts failures of the processes of installations, and delays restarts after repeated failures. */
export class Failures {
  readonly #failed = new Map<number, Failed>();

  /**
   * A process has ended.
   *
   * @param lived milliseconds
   * @param failure reason, unless the end was requested
   */
  ended(installation: number, lived: number, failure: string | undefined, now: number): void {
    if (lived >= HEALTHY) this.forget(installation);
    if (failure === undefined) return;
    const before = this.#failed.get(installation)?.count ?? 0;
    // The first failure may be due to a single request, so only later ones cause a delay.
    const pause = before === 0 ? 0 : Math.min(LONGEST_PAUSE, 1000 * 2 ** (before - 1));
    this.#failed.set(installation, { count: before + 1, last: failure, until: now + pause });
  }

  forget(installation: number): void {
    this.#failed.delete(installation);
  }

  /** @throws PlexicaError `plugin_unavailable` while the installation is paused */
  refusePause({ installation, plugin }: { installation: number; plugin: string }): void {
    const failed = this.#failed.get(installation);
    const seconds = ((failed?.until ?? 0) - Date.now()) / 1000;
    if (!failed || seconds <= 0) return;
    throw new PlexicaError(
      'plugin_unavailable',
      `${plugin} failed ${failed.count} times and is paused. Last failure: ${failed.last}.`,
      {
        retryAfter: Math.ceil(seconds),
      },
    );
  }

  /**
   * The last failure of the process of an installation, if it has failed repeatedly.
   *
   * @param lives milliseconds since its process became ready
   */
  describe(installation: number, lives: number): string | undefined {
    const failed = this.#failed.get(installation);
    if (failed === undefined || failed.count < 2 || lives >= HEALTHY) return undefined;
    return `its process failed ${failed.count} times; last failure: ${failed.last}`;
  }
}
