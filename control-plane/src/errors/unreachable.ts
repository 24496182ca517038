/**
 * PostgreSQL is stopping, has crashed, is starting, or has no connection to spare (appendix A of its manual, classes 08,
 * 53 and 57).
 */
const AWAY = /^(08...|53300|57P0[1-3])$/;

/**
 * PgBouncer uses this code when it has lost PostgreSQL. PostgreSQL uses it for a statement with the wrong number of
 * values.
 */
const PROTOCOL_VIOLATION = '08P01';

/** Messages of `pg`, without a code, for a connection that ended during a query. */
const CUT_OFF = /^Connection terminated|^Client has encountered a connection error/;

/** Sockets that `pg` had or wanted. */
const BROKEN = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** Whether an error of `pg` concerns PostgreSQL or the connection to it, and not the statement. */
export function tellsOfUnreachable(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === PROTOCOL_VIOLATION) return endsConnection(error);
  return AWAY.test(String(code)) || CUT_OFF.test(String(message)) || BROKEN.has(String(code));
}

/** Whether PostgreSQL, or a pooler before it, closed the connection with this error. */
export function endsConnection(error: unknown): boolean {
  return (error as { severity?: unknown }).severity === 'FATAL';
}
