import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Changes } from './database/changes.ts';
import type { PlatformDatabase } from './database/platform-database.ts';
import type { Access } from './access/access.ts';
import type { Installations } from './installations/installations.ts';
import type { Keys } from './keys.ts';
import type { Operations } from './operations/operations.ts';
import type { Connections } from './plugin-host/capabilities/database/connections.ts';
import type { PluginHost } from './plugin-host/plugin-host.ts';
import type { PackageStore } from './registry/package-store.ts';
import type { PluginLogs } from './plugin-logs/plugin-logs.ts';
import type { Tables } from './tables.ts';
import type { Walls } from './plugin-host/walls.ts';

/** What a running control plane is made of; `start.ts` makes it once and use cases take the parts they need. */
export interface Platform {
  readonly config: Config;
  /** Folder that the users of plugins can enter; bundles lie there. */
  readonly shared: string;
  /** Where callers find this server, without a trailing slash. Known once it listens. */
  url: string;
  /** Aborts when the server is about to stop: streams that would go on for ever end then. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
  readonly keys: Keys;
  readonly database: PlatformDatabase;
  readonly tables: Tables;
  readonly changes: Changes;
  readonly operations: Operations;
  readonly access: Access;
  readonly packages: PackageStore;
  readonly walls: Walls;
  /** One sentence for an operator: what limits memory, processes and processor time of plugins. */
  readonly limits: string;
  readonly host: PluginHost;
  /** To the database, as the run-time roles of installations. */
  readonly connections: Connections;
  readonly installations: Installations;
  readonly logs: PluginLogs;
}
