import type { Place } from './schema.ts';

/** A version that an operation puts in place. */
export interface VersionChange extends Place {
  version: string;
  /** The version before; absent at the first installation. */
  from?: string;
  /** Sealed. */
  config: Record<string, unknown>;
}
