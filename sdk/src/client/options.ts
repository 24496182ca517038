import type { AccessItem } from './generated.ts';

export interface ClientOptions {
  /** Where the server is, such as `http://127.0.0.1:7373`. */
  url: string;
  /** API token; without one only public reads work. */
  token?: string | undefined;
  /**
   * Milliseconds that the server may take for an answer, without those that an upload takes. Absent: as long as `fetch`
   * waits. A stream that has begun has no limit.
   */
  timeout?: number | undefined;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Sent with a POST, so that sending it twice does the work once. */
  idempotencyKey?: string;
  /** ETag of what was read; the change fails with `precondition_failed` where it is another by now. */
  ifMatch?: string;
  /** Get a long operation at once instead of waiting up to ten seconds for its result. */
  respondAsync?: boolean;
  /** Media type to ask for instead of JSON. */
  accept?: string;
}

/** What `dryRun: true` is answered with. */
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
