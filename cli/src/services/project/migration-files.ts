import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrationNameIssues } from '@plexica/registry';
import { issueText, PlexicaError, type Issue } from '@plexica/sdk/errors';
import { isMissing } from './missing.ts';

/** Only files up to this size are read to see whether they are empty. */
const READ = 4096;

/**
 * The migrations of a project in their order.
 *
 * @returns names in `migrations/`, with their sizes
 * @throws PlexicaError `migration_refused` for empty files, and for files whose name makes a server run them in an
 *   unexpected order or not at all, with a better name
 */
export async function migrationFiles(folder: string): Promise<{ name: string; size: number }[]> {
  const inside = join(folder, 'migrations');
  const entries = await readdir(inside, { withFileTypes: true }).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return [];
  });
  // Hidden files are never packed.
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  const names = shown.filter((entry) => !entry.isDirectory() && isSql(entry.name)).map(({ name }) => name);
  const issues = migrationNameIssues(names);
  for (const { name } of shown.filter((entry) => entry.isDirectory()))
    issues.push(...(await issuesOfFolder(inside, name)));
  const files: { name: string; size: number }[] = [];
  for (const name of names.toSorted()) {
    const { size } = await lstat(join(inside, name));
    files.push({ name, size });
    if (size < READ && (await isBlank(join(inside, name)))) {
      issues.push(issue(name, 'is empty; add a statement or delete the file'));
    }
  }
  if (issues.length === 0) return files;
  throw new PlexicaError('migration_refused', issues.map(issueText).join('\n'), {
    issues,
    hint: 'Rename or delete the named files.',
  });
}

async function issuesOfFolder(inside: string, name: string): Promise<Issue[]> {
  const below = (await readdir(join(inside, name), { recursive: true })).filter(isSql);
  return below.map((file) =>
    issue(`${name}/${file}`, 'is in a subfolder, so it would never run; move it to migrations/'),
  );
}

function issue(name: string, message: string): Issue {
  const file = `migrations/${name.replaceAll('\\', '/')}`;
  return { path: file, message, file };
}

function isSql(name: string): boolean {
  return name.toLowerCase().endsWith('.sql');
}

async function isBlank(file: string): Promise<boolean> {
  // `trim` also removes a byte order mark.
  return (await readFile(file, 'utf8')).trim() === '';
}
