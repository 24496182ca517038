/** Bytes of memory that one sandbox may use, the part of Node that all share included. */
export const MEMORY_LIMIT = 320 * 1024 * 1024;

/** In milliseconds. While a sandbox waits for a processor that others have, its time stands still (see `Deadline`). */
export interface TimeLimits {
  /** Until a bundle is loaded. */
  start: number;
  /** Until the first byte of a route's answer. */
  route: number;
  /** For one lifecycle method. */
  lifecycle: number;
  /** For a sign of life of one that has been late. */
  pong: number;
  /** For the requests at work in a process that is to end; by the clock. */
  drain: number;
  /** How many times such a limit it may take by the clock while it waits for a processor. */
  longest: number;
}

export const TIME_LIMITS: TimeLimits = {
  start: 10_000,
  route: 10_000,
  lifecycle: 20_000,
  pong: 1000,
  drain: 10_000,
  longest: 4,
};
