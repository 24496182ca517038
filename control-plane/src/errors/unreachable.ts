/**
 * PostgreSQL is stopping, has crashed, is starting, or has no connection to spare (appendix A of its manual, classes 08,
 * 53 and 57).
 */
const AWAY = /^(08...|53300|57P0[1-3])$/;

/**
 * PgBouncer ends its clients with this code when it has lost PostgreSQL, and PostgreSQL answers a statement with the
 * wrong number of values with it.
 */
const PROTOCOL_VIOLATION = '08P01';

/** What `pg` says, without a code, of a connection that ended under a query. */
const CUT_OFF = /^Connection terminated|^Client has encountered a connection error/;

/** Sockets that `pg` had or wanted. */
const BROKEN = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** Whether an error of `pg` speaks of PostgreSQL or the way to it, and not of what it was asked for. */
export function tellsOfUnreachable(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === PROTOCOL_VIOLATION) return endsConnection(error);
  return AWAY.test(String(code)) || CUT_OFF.test(String(message)) || BROKEN.has(String(code));
}

/** Whether PostgreSQL, or a pooler before it, ended the connection with this error, for whatever reason. */
export function endsConnection(error: unknown): boolean {
  return (error as { severity?: unknown }).severity === 'FATAL';
}
