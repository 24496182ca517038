/** Lets a number of tasks run at a time; the others wait, first come, first served. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** @throws the signal's reason, when it aborts before the turn has come */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    await this.#turn(signal);
    try {
      return await task();
    } finally {
      const [next] = this.#waiting;
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => {
      this.#waiting.delete(begin);
      reject(signal.reason as Error);
    };
    // Whoever ends takes it out of those that wait at once, so that no turn is given twice.
    const begin = (): void => {
      this.#waiting.delete(begin);
      signal.removeEventListener('abort', abort);
      resolve();
    };
    this.#waiting.add(begin);
    signal.addEventListener('abort', abort, { once: true });
    await promise;
  }
}
