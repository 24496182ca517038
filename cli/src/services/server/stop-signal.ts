const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Stop = (typeof SIGNALS)[number];

/**
 * Milliseconds within which signals are one. Ctrl-C reaches every process of a terminal's group, and some of those,
 * such as npm and the Node that started this one, pass on what this process got by itself.
 */
const ONE_MS = 500;

/** Waits for Ctrl-C or a request to stop. What comes right after is the same one; what comes later kills. */
export function stopSignal(signals: readonly Stop[] = SIGNALS): Promise<Stop> {
  return new Promise((resolve) => {
    const stop = (signal: Stop): void => {
      resolve(signal);
      stopListening(signals, stop);
    };
    signals.forEach((signal) => process.on(signal, stop));
  });
}

/** Calls `again` when somebody who has asked to stop asks once more. @returns ends that */
export function onStoppedAgain(again: () => void): () => void {
  const start = performance.now();
  const stop = (): void => {
    if (performance.now() - start > ONE_MS) again();
  };
  SIGNALS.forEach((signal) => process.on(signal, stop));
  return () => stopListening(SIGNALS, stop);
}

/** Not at once: without anybody listening, what still arrives of the last request would kill this process. */
function stopListening(signals: readonly Stop[], listener: (signal: Stop) => void): void {
  setTimeout(() => signals.forEach((signal) => process.off(signal, listener)), ONE_MS).unref();
}
