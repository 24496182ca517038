import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrationCounter } from '@plexica/registry';
import { isMissing } from './missing.ts';
import { askServerProgram } from './plexica-server.ts';

/**
 * Checks the migrations of a project with the parser that checks them again when the plugin is installed.
 *
 * @returns how many there are
 * @throws PlexicaError `migration_refused` naming file, line and rule; `invalid_package` where they are too large
 */
export async function checkMigrations(folder: string): Promise<number> {
  const names = await readdir(join(folder, 'migrations')).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return [];
  });
  const migrations = names.filter((name) => name.endsWith('.sql')).toSorted();
  const count = migrationCounter();
  for (const name of migrations)
    count(`migrations/${name}`, (await lstat(join(folder, 'migrations', name))).size);
  // Starting the parser takes longer than everything else that is checked.
  if (migrations.length > 0) await askServerProgram('migrations', folder);
  return migrations.length;
}
