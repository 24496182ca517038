import { migrationCounter } from '@plexica/registry';
import { PlexicaError, type Issue } from '@plexica/sdk/errors';
import { migrationFiles } from './migration-files.ts';
import { askServerProgram } from './plexica-server.ts';

/**
 * Checks the migrations of a project with the parser that checks them again when the plugin is installed.
 *
 * @returns how many there are
 * @throws PlexicaError `migration_refused` naming file, line and rule; `invalid_package` where they are too large
 */
export async function checkMigrations(folder: string): Promise<number> {
  const files = await migrationFiles(folder);
  const count = migrationCounter();
  for (const { name, size } of files) count(`migrations/${name}`, size);
  // Starting the parser takes longer than everything else that is checked.
  if (files.length > 0) await askServerProgram('migrations', folder).catch(withLines);
  return files.length;
}

/** Gives each issue the file and line that its path consists of. */
function withLines(error: unknown): never {
  if (!(error instanceof PlexicaError)) throw error;
  const issues = error.issues.map((issue): Issue => {
    const { file, line } = /^(?<file>.*\.sql):(?<line>\d+)$/.exec(issue.path)?.groups ?? {};
    return file === undefined ? issue : { ...issue, file, line: Number(line) };
  });
  throw new PlexicaError(error.code, error.message, { hint: error.hint, issues, cause: error });
}
