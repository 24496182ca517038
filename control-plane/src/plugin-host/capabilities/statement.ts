import { LRUCache } from 'lru-cache';
import { judge } from './parser.ts';
import { StatementRefused } from './refused.ts';
import type { StatementVerdict } from './statement-rules.ts';

/** Octets of one statement without its values. */
const TEXT_LIMIT = 64 * 1024;

/** Verdicts by text: a plugin sends the same few statements again and again. */
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
 * Lets through what a plugin may ask of its own schema. The database's roles are the wall; this keeps a plugin from
 * learning what else the database holds.
 *
 * @throws StatementRefused with the rule that the statement breaks
 */
export function checkStatement(sql: string): CheckedStatement | Promise<CheckedStatement> {
  const known = verdicts.get(sql);
  return known ? accept(known) : judgeAnew(sql);
}

async function judgeAnew(sql: string): Promise<CheckedStatement> {
  if (Buffer.byteLength(sql) > TEXT_LIMIT) {
    throw new StatementRefused('54000', 'A statement may have at most 64 KiB; pass values as parameters.');
  }
  const verdict = await judge('statement', sql);
  verdicts.set(sql, verdict);
  return accept(verdict);
}

function accept(verdict: StatementVerdict): CheckedStatement {
  if ('refused' in verdict) throw new StatementRefused(verdict.sqlstate, verdict.refused);
  return verdict;
}
