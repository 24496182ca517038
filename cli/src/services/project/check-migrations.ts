import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './missing.ts';
import { askServerProgram } from './plexica-server.ts';

/**
 * Checks the migrations of a project with the parser that checks them again when the plugin is installed.
 *
 * @throws PlexicaError `migration_refused` naming file, line and rule
 */
export async function checkMigrations(folder: string): Promise<void> {
  const names = await readdir(join(folder, 'migrations')).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return [];
  });
  // Starting the parser takes longer than everything else that is checked.
  if (names.some((name) => name.endsWith('.sql'))) await askServerProgram('migrations', folder);
}
