import type { PlatformDatabase } from './platform-database.ts';
import { identifier } from './names.ts';

/** A backend with a statement beyond its time limit. */
export interface Overrunning {
  pid: number;
  /** Start of its connection, which distinguishes backends with the same id. */
  started: string;
}

/**
 * The backends of a role that have worked on one statement for longer than `seconds` without waiting. The platform can
 * see them while it is a member of the role, which it is only within this transaction.
 *
 * @param terminate whether to also tell them to end at their next check for interrupts
 */
export async function overrunning(
  { sequelize, run, rows }: Pick<PlatformDatabase, 'sequelize' | 'run' | 'rows'>,
  role: string,
  seconds: number,
  terminate = false,
): Promise<Overrunning[]> {
  const transaction = await sequelize.transaction();
  try {
    await run(`GRANT ${identifier(role)} TO CURRENT_USER WITH INHERIT TRUE, SET FALSE`, transaction);
    const found = await rows<Overrunning>(
      `SELECT pid, backend_start::text AS started FROM pg_stat_activity
        WHERE usename = $1 AND state = 'active' AND wait_event_type IS NULL
          AND query_start < now() - make_interval(secs => $2)`,
      [role, seconds],
      transaction,
    );
    if (terminate) {
      for (const { pid } of found) await rows('SELECT pg_terminate_backend($1)', [pid], transaction);
    }
    return found;
  } finally {
    await transaction.rollback();
  }
}
