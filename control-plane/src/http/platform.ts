import type { Logger } from 'pino';
import type { Access } from '../access/access.ts';
import type { Config } from '../config.ts';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { Keys } from '../keys.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Limits } from '../limits/limits.ts';

/** The parts of the server that every route can use. */
export interface HttpPlatform {
  readonly config: Config;
  /** Public URL of this server, without a trailing slash. Set when it listens. */
  url: string;
  /** URL at which this server itself is reached, without any proxy. Set when it listens. */
  localUrl: string;
  /** Aborts when the server begins to stop, which ends endless streams. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
  readonly keys: Keys;
  readonly database: PlatformDatabase;
  readonly changes: Changes;
  readonly access: Access;
  readonly limits: Limits;
  readonly audit: AuditTrail;
}
