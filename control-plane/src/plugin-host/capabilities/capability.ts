import type { Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import type { PlexicaError } from '@plexica/sdk/errors';
import type { Check } from '../channel/checks.ts';
import type { Sandboxed } from '../types.ts';

/**
 * What the host offers to plugins as a member of `ctx`. A capability is one folder: what is asked and answered
 * (`messages.ts`), this half in the host, and a half in the sandbox (`sandbox/`), a `Member` that asks by `call`, both of
 * `bootstrap/calls.ts`, and imports nothing of the host. Each half is one line of a list: `in-host.ts`, `in-sandbox.ts`.
 *
 * Everything that it is asked for comes from an untrusted process.
 */
export interface Capability {
  /** How its half in the sandbox calls it. */
  readonly name: string;
  /** Whether it may be asked this. What fails ends the process. */
  readonly check: Check;
  /** Begins to serve one process. */
  open(target: Sandboxed): Serving;
  /** The installation was switched off or removed, and its process is gone. */
  retire?(installation: number): Promise<void>;
  /** The host stops, and all processes are gone. */
  close?(): Promise<void>;
}

export interface Serving {
  /**
   * Does what is asked for.
   *
   * @throws Refused, which the plugin gets as an error; ProtocolError, which ends the process
   */
  serve(call: Call): Promise<Answer>;
  /** The process is gone. */
  close?(): void;
}

/** Something that was asked for. */
export interface Call {
  /** Has passed the capability's check. */
  readonly ask: object;
  readonly request: Request;
  /** Aborts when the request has ended or nobody waits for the answer; `serve` may throw its reason. */
  readonly signal: AbortSignal;
  /** Bytes that belong to it. The process may send more once some were taken. */
  readonly body: Readable;
  /**
   * Sends bytes of a result that the process keeps whole until it has all of it.
   *
   * @returns when it can take more, where it has to be waited for
   */
  send(bytes: readonly Buffer[]): Promise<void> | undefined;
}

/** What ends a call. */
export interface Answer {
  /** The last bytes of a result that the process keeps whole; they leave together with it. */
  bytes?: readonly Buffer[];
  /** Anything that JSON can say. */
  result?: object;
  /** Bytes that follow as the plugin takes them. Destroyed when nobody takes any more; an error of it ends the call. */
  stream?: Readable;
}

/** The request or lifecycle method that something is asked for. */
export interface Request {
  /** `undefined` in a lifecycle method. */
  readonly requestId: string | undefined;
  /** The open transaction of the operation that a lifecycle method belongs to. */
  readonly transaction: ClientBase | undefined;
  /** Answers the request where it fails, since that is not the plugin's fault. */
  excuse: PlexicaError | undefined;
  /**
   * Has something end with the request; called at once where it has ended.
   *
   * @param ended `aborted` where nobody waits for its answer any more
   * @returns takes it back
   */
  onEnd(ended: (aborted: boolean) => void): () => void;
}

/** Why something that was asked for is not done. */
export abstract class Refused extends Error {
  /** What the half in the sandbox gets. */
  abstract readonly refusal: object;
}

/** The reason of a call's signal. */
export class Over extends Error {
  override readonly name = 'Over';
}
