import type { Brings } from './brings.ts';

/** One thing that a changing request would do, as `?dryRun=true` answers it. */
export interface Change {
  action: 'create' | 'update' | 'delete';
  /** What kind of thing: `tenant`, `installation`, … */
  resource: string;
  name: string;
  /** What is special about it, as a sentence without a full stop. */
  detail?: string;
  /** Of an installation: the version that is put in place. */
  version?: string;
  /** Of an installation: what it may do that nothing could do before. */
  brings?: Brings;
}
