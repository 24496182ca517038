import type { Logger } from 'pino';
import type { Access } from '../access/access.ts';
import type { Config } from '../config.ts';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { Keys } from '../keys.ts';

/** What every route may use of the running server. */
export interface HttpPlatform {
  readonly config: Config;
  /** Where callers find this server, without a trailing slash. Known once it listens. */
  url: string;
  /** Aborts when the server is about to stop: streams that would go on for ever end then. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
  readonly keys: Keys;
  readonly database: PlatformDatabase;
  readonly changes: Changes;
  readonly access: Access;
}
