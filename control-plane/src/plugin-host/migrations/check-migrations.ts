import { PlexicaError } from '@plexica/sdk/errors';
import { checkMigration } from './migration-check.ts';
import { migrationNames } from './migration-names.ts';
import { migrationText } from './migration-text.ts';

/**
 * Checks the migrations of a plugin's folder as an installation does before it runs them.
 *
 * @param folder holds `migrations/`, or not
 * @returns the files that were checked, in their order
 * @throws PlexicaError `migration_refused` with one issue for each refused file, about its first refused statement
 */
export async function checkMigrations(folder: string): Promise<string[]> {
  const files = (await migrationNames(folder)).map((name) => `migrations/${name}`);
  const refused: PlexicaError[] = [];
  for (const file of files) {
    try {
      await checkMigration(file, await migrationText(folder, file));
    } catch (error) {
      if (!(error instanceof PlexicaError)) throw error;
      refused.push(error);
    }
  }
  if (refused.length === 0) return files;
  throw new PlexicaError('migration_refused', refused.map(({ message }) => message).join('\n'), {
    issues: refused.flatMap(({ issues }) => issues),
  });
}
