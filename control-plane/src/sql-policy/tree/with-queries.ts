import { Refused } from './refused.ts';

/**
 * Maximum number of queries in WITH. If each reads the previous one, planning time grows with the third power of their
 * number (2 seconds for 400, 2 minutes for 1,600) and cannot be interrupted.
 */
const MOST = 100;

/** @throws Refused */
export function checkWithQueries(statement: object): void {
  if (count(statement) > MOST) {
    throw new Refused(`A statement can have at most ${MOST} queries in WITH.`, '54000');
  }
}

function count(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  let found = 'CommonTableExpr' in node ? 1 : 0;
  for (const value of Object.values(node)) found += count(value);
  return found;
}
