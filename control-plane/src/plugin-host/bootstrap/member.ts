import type { Context } from '@plexica/sdk';

/** The request or lifecycle method that a context is made for. */
export interface Asking {
  readonly id: number;
  readonly lifecycle: boolean;
  /** Aborts when the caller disconnects or the time limit is reached. */
  readonly signal: AbortSignal;
}

/** Creates the members that a capability adds to the context of one request. They use the host through `call`. */
export type Member = (asking: Asking) => Partial<Context>;
