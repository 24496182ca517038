import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The migrations of a plugin's folder in their order, such as `001_contacts.sql`; none where it has no `migrations/`.
 *
 * @throws Error of the file system if the folder exists but cannot be read
 */
export async function migrationNames(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'migrations')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return [];
  });
  return names.filter((name) => name.endsWith('.sql')).toSorted();
}
