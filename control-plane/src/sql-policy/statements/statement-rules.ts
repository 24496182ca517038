import type { SqlError } from 'libpg-query';
import { type Parse, readStatements } from '../tree/read-statements.ts';
import { checkFunctionRows } from '../names/names.ts';
import { Refused } from '../tree/refused.ts';
import { STATEMENTS, STATEMENT_PARTS } from './statement-parts.ts';
import { checkPart } from '../tree/walk.ts';
import { checkWithQueries } from '../tree/with-queries.ts';

/** Verdict on one statement of a plugin. */
export type StatementVerdict =
  | { returnsWritten: boolean }
  | { refused: string; sqlstate: string; /** Of a syntax error, in characters from 1. */ position?: number };

/** Returns a verdict for any text and never throws because of it. */
export function judgeStatement(sql: string, parse: Parse): StatementVerdict {
  try {
    const [first, ...others] = readStatements(sql, parse);
    if (first === undefined || others.length > 0) {
      throw new Refused('Only one statement is allowed in each query.', '42601');
    }
    if (!Object.hasOwn(STATEMENTS, first.kind)) {
      throw new Refused('Only SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES are allowed.');
    }
    checkPart(first.kind, first.fields, STATEMENT_PARTS);
    checkFunctionRows(first.fields);
    checkWithQueries(first.fields);
    return { returnsWritten: containsWrite({ [first.kind]: first.fields }) };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message, sqlstate: error.sqlstate };
    if ((error as Error).name === 'SqlError') {
      const at = (error as SqlError).sqlDetails?.cursorPosition;
      const position = at === undefined || at < 0 ? {} : { position: at + 1 };
      return { refused: (error as Error).message, sqlstate: '42601', ...position };
    }
    throw error;
  }
}

function containsWrite(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(containsWrite);
  for (const [key, value] of Object.entries(node)) {
    if (/^(Insert|Update|Delete|Merge)Stmt$/.test(key) || containsWrite(value)) return true;
  }
  return false;
}
