import { migrationLimits } from './limits.ts';
import { refusal } from './refusal.ts';

const MiB = 1024 * 1024;
const MIGRATION = /^(package\/)?migrations\/[^/]+\.sql$/;
const loadData = 'load data by onInstall or onUpdate';

/**
 * Counts the migrations of one package or project, of whose files it is given path and bytes.
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
        `has ${size} bytes; a migration may have ${migrationLimits.file / MiB} MiB: split it, or ${loadData}`,
      );
    if (together > migrationLimits.together)
      throw refusal(
        path,
        `with it the migrations have more than ${migrationLimits.together / MiB} MiB together: ${loadData}`,
      );
    if (files > migrationLimits.files)
      throw refusal(path, `is one migration more than ${migrationLimits.files}: put several into one file`);
  };
}
