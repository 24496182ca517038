import type { Logger } from 'pino';
import { BackendWatch } from './backend-watch.ts';
import type { EmbeddedPostgres } from './embedded.ts';
import type { PlatformDatabase } from './platform-database.ts';
import { UnendedStatements } from './unended-statements.ts';

export interface StatementWatch {
  /** The connection of a statement of this role was closed; the statement may still run. */
  hungUp(role: string): void;
  close(): Promise<void>;
}

/**
 * Watches statements of plugins that exceed their time limit. With the embedded PostgreSQL on Linux, it ends them;
 * elsewhere, it reports them.
 */
export function watchStatements(
  embedded: Pick<EmbeddedPostgres, 'pid'> | undefined,
  database: PlatformDatabase,
  log: Logger,
): StatementWatch {
  if (embedded === undefined || process.platform !== 'linux') return new UnendedStatements(database, log);
  return new BackendWatch(() => embedded.pid, database, log);
}
