/**
 * PostgreSQL is stopping, has crashed, is starting, or has no connection to spare (appendix A of its manual, classes 08,
 * 53 and 57). 08P01 is left out: it is also what a statement with the wrong number of values is answered with.
 */
const AWAY = /^(08(?!P01)...|53300|57P0[1-3])$/;

/** What `pg` says, without a code, of a connection that ended under a query. */
const CUT_OFF = /^Connection terminated|^Client has encountered a connection error/;

/** Sockets that `pg` had or wanted. */
const BROKEN = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** Whether an error of `pg` speaks of PostgreSQL or the way to it, and not of what it was asked for. */
export function tellsOfUnreachable(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return AWAY.test(String(code)) || CUT_OFF.test(String(message)) || BROKEN.has(String(code));
}
