import type { Context } from '@plexica/sdk';

/** The request or lifecycle method that a context is made for. */
export interface Asking {
  readonly id: number;
  readonly lifecycle: boolean;
  /** Aborts when the caller has gone away or the time is up. */
  readonly signal: AbortSignal;
}

/** Makes what a capability adds to the context of one request. What it does, it asks the host for by `call`. */
export type Member = (asking: Asking) => Partial<Context>;
