import type { PlatformDatabase } from './platform-database.ts';
import { identifier } from './names.ts';

/** A backend whose statement has run longer than it may. */
export interface Overrunning {
  pid: number;
  /** When its connection began: another backend with the same id began at another time. */
  started: string;
}

/**
 * The backends of a role that have worked on one statement for longer than `seconds`, and do not wait for anything.
 * The platform may look at them while it is a member of the role, which it is within this transaction only.
 *
 * @param terminate also has PostgreSQL end them, at the next place where they check for it
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
