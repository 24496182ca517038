import type { Config } from '@plexica/registry';
import { ApiError } from '@plexica/sdk/client';
import type { DevEvent } from '../../results/dev.ts';
import { describeError } from '../../terminal/error-report.ts';
import type { Reloader } from './reload.ts';

interface Save {
  since: number;
  changed: string[];
  reset: boolean;
}

/**
 * Runs one reload at a time. Saves during a reload cause one more reload after it.
 *
 * The first reload rejects if a value from the command line is wrong, because no save can correct it.
 *
 * @param given configuration values from the command line or from prompts
 * @param ended failures after it has aborted are not reported, because they are its effect
 * @param onIdle is called when no save waits any more
 */
export function reloadQueue(
  reloader: Reloader,
  { tell, given }: { tell: (event: DevEvent) => void; given: Config },
  ended: AbortSignal,
  onIdle: () => void,
): { add(save: Save): Promise<void>; recreate(): void; readonly version: string | undefined } {
  let waiting: Save | undefined;
  let running: Promise<void> | undefined;
  let blocked = false;
  let first = true;
  /** The result of the last reload. */
  let brought: string | undefined;
  const run = async (): Promise<void> => {
    while (waiting !== undefined) {
      const { since, changed, reset } = waiting;
      waiting = undefined;
      try {
        const { version } = await reloader.reload({ reset });
        blocked = false;
        brought = version;
        tell({ event: 'reloaded', version, milliseconds: Math.round(performance.now() - since), changed });
      } catch (error) {
        if (ended.aborted) return;
        if (
          first &&
          Object.keys(given).length > 0 &&
          error instanceof ApiError &&
          error.code === 'invalid_config'
        ) {
          throw error;
        }
        brought = undefined;
        blocked = error instanceof ApiError && error.code === 'migration_changed';
        tell({ event: 'failed', error: describeError(error) });
      }
      first = false;
    }
    running = undefined;
    onIdle();
  };
  const add = (save: Save): Promise<void> => {
    waiting = {
      since: waiting?.since ?? save.since,
      changed: [...new Set([...(waiting?.changed ?? []), ...save.changed])],
      reset: save.reset || (waiting?.reset ?? false),
    };
    running ??= run();
    return running;
  };
  return {
    add,
    get version() {
      return brought;
    },
    recreate: () => {
      if (blocked) {
        void add({ since: performance.now(), changed: [], reset: true });
      }
    },
  };
}
