/** Memory limit of one sandbox in bytes, including the shared part of Node. */
export const MEMORY_LIMIT = 320 * 1024 * 1024;

/** In milliseconds. Time in which a sandbox waits for a busy processor does not count (see `Deadline`). */
export interface TimeLimits {
  /** Until a bundle is loaded. */
  start: number;
  /** Until the first byte of a route's answer. */
  route: number;
  /** For one lifecycle method. */
  lifecycle: number;
  /** For the answer to a ping after a timeout. */
  pong: number;
  /** For the running requests of a process that must end, in real time. */
  drain: number;
  /** Multiple of a limit, in real time, after which waiting for a processor ends. */
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
