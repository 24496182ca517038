const SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

/** Runs something that takes moments and must not be interrupted. A signal to end takes effect after it. */
export async function withoutEnding<Result>(work: () => Promise<Result>): Promise<Result> {
  // With a listener of its own, a command ends as it has planned.
  const free = SIGNALS.filter((signal) => process.listenerCount(signal) === 0);
  let got: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals): void => {
    got = signal;
  };
  free.forEach((signal) => process.on(signal, note));
  try {
    return await work();
  } finally {
    free.forEach((signal) => process.off(signal, note));
    if (got !== undefined) process.kill(process.pid, got);
  }
}
