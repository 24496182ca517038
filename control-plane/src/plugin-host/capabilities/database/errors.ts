import { ENDED, SIGNALLED } from '../../../database/end-overrunning.ts';
import { tellsOfUnreachable } from '../../../errors/unreachable.ts';
import { StatementRefused } from './refused.ts';

/** Error that `pg` throws for an error of the server (protocol, error and notice fields). */
interface ServerError extends Error {
  code?: string;
  constraint?: string;
  column?: string;
  schema?: string;
  position?: string;
}

/**
 * SQLSTATEs that could reveal whether objects of others exist: no permission, no such schema, no such role or database.
 * All get the same message.
 */
const OUTSIDE = new Set(['42501', '3F000', '3D000', '0P000', '28000', '28P01']);

/**
 * Schemas and roles of the platform. They can only appear in messages of PostgreSQL, because plugins never write them.
 */
const FOREIGN_NAMES = /\btenant_\w+\.|\btenant_[a-z0-9_]+__[a-z0-9_]+\b|\bplx_[0-9a-f]{8}_\w+/g;

/**
 * "Does not exist" for a name with a schema. Statements contain no schemas, so PostgreSQL read a string as a name
 * (`nextval('a.b')`), and the error must not differ from "no permission".
 */
const MISSING = new Set(['42P01', '42704', '42883', '42703']);
const WITH_SCHEMA = /"[^"]*\.[^"]*"/;

/** Longest message in characters, because it can quote a value of any size. */
const MESSAGE_LIMIT = 2000;

/** SQLSTATE for a lost connection: connection_failure. */
const LOST = '08006';

/** Converts an error of PostgreSQL to the form that plugins can see. */
export function toRefusal(error: unknown): StatementRefused {
  if (error instanceof StatementRefused) return error;
  const { code, constraint, column, position } = error as ServerError;
  const message = (error as Error).message.slice(0, MESSAGE_LIMIT);
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code) || tellsOfUnreachable(error)) {
    return new StatementRefused(LOST, 'The connection to the database was lost.');
  }
  if (code === SIGNALLED) return new StatementRefused(ENDED.sqlstate, ENDED.message);
  if (OUTSIDE.has(code) || (MISSING.has(code) && WITH_SCHEMA.test(message))) {
    return new StatementRefused('42501', "The statement uses an object outside the plugin's schema.");
  }
  const place = {
    ...(constraint === undefined ? {} : { constraint }),
    ...(column === undefined ? {} : { column }),
  };
  const at = position === undefined ? undefined : Number(position);
  return new StatementRefused(code, message.replace(FOREIGN_NAMES, ''), place, at);
}
