import { LRUCache } from 'lru-cache';
import { unstorable } from '../../../database/storable-text.ts';
import { judge, Unparsable } from '../../../sql-policy/parser.ts';
import type { StatementVerdict } from '../../../sql-policy/statements/statement-rules.ts';
import type { WireValue } from './messages.ts';
import { StatementRefused } from './refused.ts';

/** Longest statement in bytes, without its values. */
const TEXT_LIMIT = 64 * 1024;

/** Verdicts by text, because plugins repeat the same few statements. */
const verdicts = new LRUCache<string, StatementVerdict>({
  max: 10_000,
  maxSize: 16 * 1024 * 1024,
  sizeCalculation: (_verdict, sql) => sql.length + 64,
});

export interface CheckedStatement {
  /** It writes, and returns rows of what it wrote. */
  returnsWritten: boolean;
}

/**
 * Allows only statements on the schema of the plugin. The database roles are the wall; this check prevents a plugin
 * from learning what else the database contains.
 *
 * @param lane the installation's number, or 0 for an operation of the platform
 * @throws StatementRefused with the rule that the statement breaks
 */
export function checkStatement(sql: string, lane: number): CheckedStatement | Promise<CheckedStatement> {
  const known = verdicts.get(sql);
  return known ? accept(known) : judgeAnew(sql, lane);
}

async function judgeAnew(sql: string, lane: number): Promise<CheckedStatement> {
  if (Buffer.byteLength(sql) > TEXT_LIMIT) {
    throw new StatementRefused('54000', 'A statement can have at most 64 KiB. Pass values as parameters.');
  }
  const verdict = await judge('statement', sql, lane).catch((error: unknown) => {
    if (!(error instanceof Unparsable)) throw error;
    throw new StatementRefused(
      '54001',
      error.unseen
        ? 'An earlier statement was too complex to check. For some seconds, only statements that were checked before are allowed.'
        : 'The statement is too complex to check.',
    );
  });
  verdicts.set(sql, verdict);
  return accept(verdict);
}

/**
 * Refuses values that would not reach PostgreSQL unchanged.
 *
 * @throws StatementRefused that names the parameter
 */
export function checkValues(values: readonly WireValue[]): void {
  for (const [index, value] of values.entries()) {
    const problem = typeof value === 'string' ? unstorable(value) : undefined;
    if (problem !== undefined) throw new StatementRefused('22021', `The value of $${index + 1} ${problem}.`);
  }
}

function accept(verdict: StatementVerdict): CheckedStatement {
  if ('refused' in verdict)
    throw new StatementRefused(verdict.sqlstate, verdict.refused, {}, verdict.position);
  return verdict;
}
