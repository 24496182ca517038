import { loadModule, parseSync } from 'libpg-query';
import { judgeMigration, type MigrationVerdict } from '../../src/sql-policy/migrations/migration-rules.ts';
import { judgeStatement, type StatementVerdict } from '../../src/sql-policy/statements/statement-rules.ts';

await loadModule();

export { parseSync as parse };

export function statement(sql: string): StatementVerdict {
  return judgeStatement(sql, parseSync);
}

export function migration(sql: string): MigrationVerdict {
  return judgeMigration(sql, parseSync);
}

/** @returns the rule that the text breaks, or `undefined` */
export function refusal(verdict: StatementVerdict | MigrationVerdict): string | undefined {
  return 'refused' in verdict ? verdict.refused : undefined;
}
