import type { Place } from './schema.ts';

/** A version that an operation puts in place. */
export interface VersionChange extends Place {
  version: string;
  /**
   * sha512 of its tarball in SRI form: another may have been published under its name since the operation was planned.
   * Absent where an older server has planned it.
   */
  integrity?: string;
  /** The version before; absent at the first installation. */
  from?: string;
  /** Sealed. */
  config: Record<string, unknown>;
}
