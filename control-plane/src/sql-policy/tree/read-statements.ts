import type { ParseResult } from 'libpg-query';
import { Refused } from './refused.ts';

/** PostgreSQL's parser. Positions and lengths are in bytes of UTF-8. */
export type Parse = (sql: string) => ParseResult;

export interface ReadStatement {
  /** The name of the parser for its kind, such as `SelectStmt`. */
  kind: string;
  fields: object;
  /** Bytes of the text before and up to the end of the statement, without its semicolon. */
  start: number;
  end: number;
}

/** A statement that is added to each text. If the parser does not find it, it has not read the whole text. */
const LAST = '\n;VALUES(0)';
/** Bytes of it before its first word. */
const BEFORE_LAST = 2;

/**
 * Parses a text and ensures that the parser saw all bytes that PostgreSQL will receive.
 *
 * @throws Refused for a text that is not valid Unicode, contains a NUL, or was parsed only in part
 * @throws SqlError of libpg-query for a syntax error
 */
export function readStatements(sql: string, parse: Parse): ReadStatement[] {
  if (sql.includes('\0')) throw new Refused('SQL cannot contain the character U+0000.', '22021');
  if (!sql.isWellFormed()) {
    throw new Refused('SQL must be valid Unicode. This text contains an unpaired surrogate.', '22021');
  }
  const length = Buffer.byteLength(sql);
  const found = parseWithLast(sql, parse).map(({ stmt, stmt_location: start = 0, stmt_len: bytes }) => {
    const [kind, fields] = Object.entries(stmt ?? {})[0] ?? ['', {}];
    return { kind, fields, start, end: bytes ? Math.min(start + bytes, length) : length };
  });
  const last = found.pop();
  if (last?.start !== length + BEFORE_LAST || last.kind !== 'SelectStmt') {
    throw new Refused('The parser did not read the whole text.', '54001');
  }
  return found;
}

function parseWithLast(sql: string, parse: Parse) {
  try {
    return parse(sql + LAST).stmts ?? [];
  } catch (error) {
    // Without the addition, the message quotes the text of the author.
    if ((error as Error).name === 'SqlError') parse(sql === '' ? ';' : sql);
    throw error;
  }
}
