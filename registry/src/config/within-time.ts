import { Script, createContext } from 'node:vm';

/** The time given to `withinTime` was not enough. */
export class TimeUp extends Error {}

const script = new Script('run()');

/**
 * Runs synchronous work that strangers' data decides the length of, and stops it when its time is up. The watchdog of
 * `node:vm` ends whatever the thread executes, a regular expression that backtracks included.
 *
 * @throws TimeUp
 */
export function withinTime<Result>(milliseconds: number, run: () => Result): Result {
  try {
    return script.runInContext(createContext({ run }), { timeout: milliseconds }) as Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new TimeUp();
    throw error;
  }
}
