import type { Place } from './schema.ts';

/** A version that an operation installs. */
export interface VersionChange extends Place {
  version: string;
  /**
   * sha512 of its tarball in SRI form: a different package may have been published under the same name since planning.
   * Absent if an older server planned the operation.
   */
  integrity?: string;
  /** The previous version; absent for a first installation. */
  from?: string;
  /** Sealed. */
  config: Record<string, unknown>;
}
