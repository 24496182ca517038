import { PlexicaError } from '@plexica/sdk/errors';
import { judge, Unparsable } from '../../sql-policy/parser.ts';

export interface MigrationStatement {
  sql: string;
  /** Line of the file it begins in, from 1. */
  line: number;
}

/**
 * Splits a migration into its statements, if plugins are allowed to use all of them.
 *
 * @param file name for messages, such as `migrations/001_contacts.sql`
 * @throws PlexicaError `migration_refused` naming file, line and rule
 */
export async function checkMigration(
  file: string,
  sql: string,
): Promise<{ statements: MigrationStatement[] }> {
  const verdict = await judge('migration', sql, 0).catch((error: unknown) => {
    if (!(error instanceof Unparsable)) throw error;
    const [path, message] = [
      `${file}:1`,
      'the check of the file timed out: the file is too complex, or this machine is too busy',
    ];
    throw new PlexicaError('migration_refused', `${path}: ${message}`, {
      issues: [{ path, message }],
      cause: error,
    });
  });
  if ('refused' in verdict) {
    const path = `${file}:${verdict.line}`;
    throw new PlexicaError('migration_refused', `${path}: ${verdict.refused}`, {
      issues: [{ path, message: verdict.refused }],
    });
  }
  return verdict;
}
