import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, type Transaction } from 'sequelize';
import { PlexicaError } from '@plexica/sdk/errors';
import type { PlatformDatabase } from './platform-database.ts';
import { roleHolder } from './role-holder.ts';

/** Milliseconds that sessions have to end after they were asked. */
const END_MS = 1_000;

/** How long erasing waits for one lock. Meanwhile, other sessions that need the table wait behind it. */
const ERASE_LOCK_TIMEOUT = '2s';

/** lock_not_available and deadlock_detected (appendix A of PostgreSQL's manual). */
const LOCKED = new Set(['55P03', '40P01']);

type Rows = Pick<PlatformDatabase, 'rows'>;

interface Session {
  pid: number;
  role: string;
}

/**
 * Ends all sessions of roles.
 *
 * @param transaction in which the role of the platform is a member of these roles
 * @throws PlexicaError `blocked_by_session` if one of them does not end and holds locks
 */
export async function endSessions(
  database: PlatformDatabase,
  roles: readonly string[],
  transaction: Transaction | null,
): Promise<void> {
  // Materialized, so that only sessions of these roles are asked to end.
  const asked = await database.rows<Session>(
    `WITH theirs AS MATERIALIZED (SELECT pid, usename AS role FROM pg_stat_activity WHERE usename = ANY ($1::name[]))
     SELECT pid, role, pg_terminate_backend(pid) FROM theirs`,
    [roles],
    transaction ?? undefined,
  );
  if (asked.length === 0) return;
  for (const end = Date.now() + END_MS; ; await sleep(50)) {
    const left = await database.rows<{ pid: number }>(
      `SELECT DISTINCT pid FROM pg_locks
        WHERE pid = ANY ($1::int[]) AND granted AND locktype IN ('relation', 'object')`,
      [asked.map(({ pid }) => pid)],
      transaction ?? undefined,
    );
    if (left.length === 0) return;
    if (Date.now() < end) continue;
    const pids = new Set(left.map(({ pid }) => pid));
    throw blocked(
      await named(
        database,
        asked.filter(({ pid }) => pids.has(pid)),
      ),
    );
  }
}

/**
 * Runs statements that erase the content of schemas. If locks are unavailable, the error names the sessions that hold
 * them.
 *
 * @throws PlexicaError `blocked_by_session`
 */
export async function erase(
  database: PlatformDatabase,
  schemas: readonly string[],
  statements: string,
  transaction: Transaction | null,
): Promise<void> {
  try {
    await database.run(`SET LOCAL lock_timeout = '${ERASE_LOCK_TIMEOUT}'; ${statements}`, transaction);
  } catch (error) {
    if (!isLocked(error)) throw error;
    throw await blockedIn(database, schemas, error);
  }
}

/** Whether a statement failed because of a lock. */
export function isLocked(error: unknown): boolean {
  const { code } = (error instanceof DatabaseError ? error.parent : {}) as { code?: string };
  return LOCKED.has(String(code));
}

/** The error if locks on schemas or their content are unavailable. It names sessions that hold some. */
export async function blockedIn(
  database: Rows,
  schemas: readonly string[],
  cause: unknown,
): Promise<PlexicaError> {
  return blocked(await named(database, await holders(database, schemas)), cause);
}

/** The error if a role can open no more sessions; `undefined` if it has none, so that another limit is the cause. */
export async function sessionsInTheWay(
  database: Rows,
  role: string,
  cause: unknown,
): Promise<PlexicaError | undefined> {
  const sessions = await database.rows<Session>(
    'SELECT pid, usename AS role FROM pg_stat_activity WHERE usename = $1 ORDER BY pid',
    [role],
  );
  return sessions.length === 0 ? undefined : blocked(await named(database, sessions), cause);
}

/** Sessions that hold a lock on schemas or on a table in them. */
function holders(database: Rows, schemas: readonly string[]): Promise<Session[]> {
  return database.rows<Session>(
    `WITH places AS (SELECT oid FROM pg_namespace WHERE nspname = ANY ($1::name[]))
     SELECT DISTINCT a.pid, a.usename AS role
       FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid AND a.datname = current_database()
       LEFT JOIN pg_class c ON l.locktype = 'relation' AND c.oid = l.relation
      WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (c.relnamespace IN (SELECT oid FROM places)
          OR l.locktype = 'object' AND l.classid = 'pg_namespace'::regclass AND l.objid IN (SELECT oid FROM places))
      ORDER BY a.pid`,
    [schemas],
  );
}

/** Describes the sessions by their owners. */
async function named(database: Rows, sessions: readonly Session[]): Promise<Map<number, string>> {
  const words = sessions.map(async ({ pid, role }): Promise<[number, string]> => {
    const holder = /^plx_.*_[or]$/.test(role) ? await roleHolder(database, role) : undefined;
    return [pid, holder === undefined ? `the role ${role}` : `the plugin ${holder.plugin}`];
  });
  return new Map(await Promise.all(words));
}

function blocked(sessions: ReadonlyMap<number, string>, cause?: unknown): PlexicaError {
  const [first] = sessions.keys();
  if (first === undefined) {
    return new PlexicaError(
      'blocked_by_session',
      'a database session holds locks that this operation requires',
      {
        cause,
      },
    );
  }
  const list = [...sessions].map(([pid, owner]) => `process ${pid} of ${owner}`).join(', ');
  return new PlexicaError(
    'blocked_by_session',
    `a database session holds locks that this operation requires: ${list}`,
    {
      hint:
        'Plexica asks the sessions of plugins to end and continues when they have ended. A database ' +
        `administrator can end one with: SELECT pg_terminate_backend(${first}). If a statement ignores this, see ` +
        '"Statements that do not end" in the operating guide.',
      cause,
    },
  );
}
