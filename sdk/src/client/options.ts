import type { AccessItem } from './generated.ts';

export interface ClientOptions {
  /** URL of the server, such as `http://127.0.0.1:7373`. */
  url: string;
  /** API token. Without one, only public reads work. */
  token?: string | undefined;
  /**
   * Milliseconds that the server may take for an answer, without those that an upload takes. Absent: as long as `fetch`
   * waits. A stream that has begun has no limit.
   */
  timeout?: number | undefined;
  /** Default: the global `fetch`. An `ApiError` or `PlexicaError` that it throws reaches the caller. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Makes a POST safe to retry: the same key runs the request only once. */
  idempotencyKey?: string;
  /** ETag of the resource; the change fails with `precondition_failed` if the resource has another one by now. */
  ifMatch?: string;
  /** Returns a long operation immediately instead of waiting up to ten seconds for its result. */
  respondAsync?: boolean;
  /** Media type to request instead of JSON. */
  accept?: string;
}

/** Response to `dryRun: true`. */
export interface DryRun {
  dryRun: true;
  changes: {
    action: 'create' | 'update' | 'delete';
    resource: string;
    name: string;
    detail?: string;
    /** Of an installation: the version that is put in place. */
    version?: string;
    /** Of an installation: what it may do; of an update, only what the version before could not. */
    brings?: {
      /** Complete key to meaning. */
      permissions: Record<string, string>;
      /** Name of a role that it offers to its permissions. */
      roles: Record<string, string[]>;
      /** What it asks for beyond its own data, and needs consent. */
      access: AccessItem[];
      /** Texts of the package that look like credentials: what stands for each to why its author says it is none. */
      allowedSecrets?: Record<string, string>;
    };
  }[];
}
