import type { Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import type { PlexicaError } from '@plexica/sdk/errors';
import type { Check } from '../channel/checks.ts';
import type { Sandboxed } from '../types.ts';

/**
 * A service that the host offers to plugins as a member of `ctx`. A capability is one folder: its messages
 * (`messages.ts`), its half in the host, and its half in the sandbox (`sandbox/`). The latter is a `Member` that uses
 * `call`, both of `bootstrap/`, and imports nothing of the host. Each half is one line of a list: `in-host.ts`,
 * `in-sandbox.ts`.
 *
 * All calls come from an untrusted process.
 */
export interface Capability {
  /** Name that its half in the sandbox uses. */
  readonly name: string;
  /** Whether a call has a valid form. An invalid one ends the process. */
  readonly check: Check;
  /** Starts to serve one process. */
  open(target: Sandboxed): Serving;
  /** The installation was deactivated or removed, and its process has ended. */
  retire?(installation: number): Promise<void>;
  /** The host is stopping, and all processes have ended. */
  close?(): Promise<void>;
}

export interface Serving {
  /**
   * Serves one call.
   *
   * @throws Refused, which the plugin receives as an error; ProtocolError, which ends the process
   */
  serve(call: Call): Promise<Answer>;
  /** The process has ended. */
  close?(): void;
}

/** One call of a process. */
export interface Call {
  /** Has passed the check of the capability. */
  readonly ask: object;
  readonly request: Request;
  /** Aborts when the request has ended or the answer is no longer needed. `serve` can throw its reason. */
  readonly signal: AbortSignal;
  /** Bytes of the call. The process can send more after some were read. */
  readonly body: Readable;
  /**
   * Sends bytes of a result that the process buffers until it is complete.
   *
   * @returns a promise for when it can take more, if there is a need to wait
   */
  send(bytes: readonly Buffer[]): Promise<void> | undefined;
}

/** What ends a call. */
export interface Answer {
  /** The last bytes of a buffered result. They are sent together with it. */
  bytes?: readonly Buffer[];
  /** Any JSON object. */
  result?: object;
  /**
   * Bytes that follow as fast as the plugin reads. Destroyed when the plugin stops reading; an error ends the call.
   */
  stream?: Readable;
}

/** The request or lifecycle method that makes a call. */
export interface Request {
  /** `undefined` in a lifecycle method. */
  readonly requestId: string | undefined;
  /** Id of the workspace of the request. */
  readonly workspace: string | undefined;
  /** The open transaction of the operation that a lifecycle method belongs to. */
  readonly transaction: ClientBase | undefined;
  /** The answer if the request fails for a reason that is not the fault of the plugin. */
  excuse: PlexicaError | undefined;
  /**
   * Registers a callback for the end of the request. Called at once if it has ended.
   *
   * @param ended with `aborted`, the answer is no longer needed
   * @returns a function that removes the callback
   */
  onEnd(ended: (aborted: boolean) => void): () => void;
}

/** A refused call. */
export abstract class Refused extends Error {
  /** Sent to the half in the sandbox. */
  abstract readonly refusal: object;
}

/** The reason of a call's signal. */
export class Over extends Error {
  override readonly name = 'Over';
}
