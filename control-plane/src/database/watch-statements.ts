import type { Logger } from 'pino';
import { BackendWatch } from './backend-watch.ts';
import type { EmbeddedPostgres } from './embedded.ts';
import type { PlatformDatabase } from './platform-database.ts';
import { UnendedStatements } from './unended-statements.ts';

export interface StatementWatch {
  /** Nobody waits for a statement of this role any more, which may still run. */
  hungUp(role: string): void;
  close(): Promise<void>;
}

/**
 * Looks after statements of plugins that run past their time. Where the server has started PostgreSQL itself, and the
 * kernel tells of its processes, it ends them; elsewhere it says that they run.
 */
export function watchStatements(
  embedded: Pick<EmbeddedPostgres, 'pid'> | undefined,
  database: PlatformDatabase,
  log: Logger,
): StatementWatch {
  if (embedded === undefined || process.platform !== 'linux') return new UnendedStatements(database, log);
  return new BackendWatch(() => embedded.pid, database, log);
}
