/** Bytes in a second that even a slow connection uploads. */
const SLOW_UPLOAD = 32 * 1024;

/** A signal that aborts when an answer takes too long, or the caller's own signal does. */
export interface TimeLimit {
  readonly signal: AbortSignal | undefined;
  /** Seconds; set once the time is up. */
  readonly passed: number | undefined;
  stop(): void;
}

/**
 * @param milliseconds how long the server may be silent; without it only the caller's signal counts
 * @param uploaded bytes of the request's body, which take time of their own
 */
export function timeLimit(
  milliseconds: number | undefined,
  uploaded: number,
  signal: AbortSignal | undefined,
): TimeLimit {
  if (milliseconds === undefined) return { signal, passed: undefined, stop: () => undefined };
  const controller = new AbortController();
  const limit = milliseconds + Math.ceil((uploaded / SLOW_UPLOAD) * 1000);
  let passed: number | undefined;
  const timer = setTimeout(() => {
    passed = Math.round(limit / 1000);
    controller.abort();
  }, limit);
  return {
    // A stream that has begun still ends with the caller's signal.
    signal: signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]),
    get passed() {
      return passed;
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
