import { migrationLimits } from './limits.ts';
import { refusal } from './refusal.ts';

const MiB = 1024 * 1024;
const MIGRATION = /^(package\/)?migrations\/[^/]+\.sql$/;
const loadData = 'load data in onInstall or onUpdate';

/**
 * Counts the migrations of one package or project. Call the result with the path and size of each file.
 *
 * @throws PlexicaError `invalid_package`, which names the file and the limit
 */
export function migrationCounter(): (path: string, size: number) => void {
  let files = 0;
  let together = 0;
  return (path, size) => {
    if (!MIGRATION.test(path)) return;
    files += 1;
    together += size;
    if (size > migrationLimits.file)
      throw refusal(
        path,
        `has ${size} bytes; the limit for a migration is ${migrationLimits.file / MiB} MiB: split it, or ${loadData}`,
      );
    if (together > migrationLimits.together)
      throw refusal(
        path,
        `exceeds the limit of ${migrationLimits.together / MiB} MiB for all migrations together: ${loadData}`,
      );
    if (files > migrationLimits.files)
      throw refusal(
        path,
        `exceeds the limit of ${migrationLimits.files} migrations: combine several into one file`,
      );
  };
}
