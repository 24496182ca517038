import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { checkMigration } from './migration-check.ts';

/**
 * Checks the migrations of a plugin's folder as an installation does before it runs them.
 *
 * @param folder holds `migrations/`, or not
 * @returns the files that were checked, in their order
 * @throws PlexicaError `migration_refused` with one issue per file that is refused: its first statement that is
 */
export async function checkMigrations(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'migrations')).catch(() => []);
  const files = names.filter((name) => name.endsWith('.sql')).map((name) => `migrations/${name}`);
  const refused: PlexicaError[] = [];
  for (const file of files.toSorted()) {
    try {
      await checkMigration(file, await readFile(join(folder, file), 'utf8'));
    } catch (error) {
      if (!(error instanceof PlexicaError)) throw error;
      refused.push(error);
    }
  }
  if (refused.length === 0) return files.toSorted();
  throw new PlexicaError('migration_refused', refused.map(({ message }) => message).join('\n'), {
    issues: refused.flatMap(({ issues }) => issues),
  });
}
