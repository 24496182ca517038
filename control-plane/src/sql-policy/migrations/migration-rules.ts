import { checkForeignKeys } from './foreign-keys.ts';
import { words } from './migration-names.ts';
import { MIGRATION_PARTS, MIGRATION_STATEMENTS } from './migration-parts.ts';
import { checkFunctionRows } from '../names/names.ts';
import { type Parse, readStatements } from '../tree/read-statements.ts';
import { Refused } from '../tree/refused.ts';
import { checkPart } from '../tree/walk.ts';
import { checkWithQueries } from '../tree/with-queries.ts';

/** Verdict on one migration. */
export type MigrationVerdict =
  { statements: { sql: string; line: number }[] } | { refused: string; line: number };

/**
 * White space of PostgreSQL (scan.l). JavaScript's `trim` also removes characters that PostgreSQL treats as letters.
 */
const SPACE = new Set([9, 10, 11, 12, 13, 32]);
const NEWLINE = 10;

/** Returns a verdict for any text and never throws because of it. */
export function judgeMigration(sql: string, parse: Parse): MigrationVerdict {
  const bytes = Buffer.from(sql);
  let at = 0;
  try {
    const statements = [];
    for (const { kind, fields, start, end } of readStatements(sql, parse)) {
      at = start;
      if (!Object.hasOwn(MIGRATION_STATEMENTS, kind)) {
        throw new Refused(`${words(kind.replace(/Stmt$/, ''))} is not allowed in a migration.`);
      }
      checkPart(kind, fields, MIGRATION_PARTS);
      checkFunctionRows(fields);
      checkForeignKeys(fields);
      checkWithQueries(fields);
      statements.push({ sql: withoutSpaceBehind(bytes, start, end), line: lineOf(bytes, start) });
    }
    return { statements };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message, line: lineOf(bytes, at) };
    if ((error as Error).name !== 'SqlError') throw error;
    const { cursorPosition = 0 } = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails ?? {};
    // The parser counts characters here, not bytes.
    const before = Array.from(sql).slice(0, cursorPosition).join('');
    return { refused: (error as Error).message, line: before.split('\n').length };
  }
}

function withoutSpaceBehind(bytes: Buffer, start: number, end: number): string {
  let last = end;
  while (last > start && SPACE.has(bytes[last - 1] as number)) last -= 1;
  return bytes.toString('utf8', start, last);
}

function lineOf(bytes: Buffer, at: number): number {
  let line = 1;
  for (
    let index = bytes.indexOf(NEWLINE);
    index >= 0 && index < at;
    index = bytes.indexOf(NEWLINE, index + 1)
  ) {
    line += 1;
  }
  return line;
}
