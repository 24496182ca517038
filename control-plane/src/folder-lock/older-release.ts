import { readFileSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';

/**
 * Refuses a folder in use by a server of version 0.1.0, and removes the lock file of a dead one: it contains its
 * process id and start time.
 *
 * @throws PlexicaError `data_folder_in_use`
 */
export async function refuseOlderServer(folder: string): Promise<void> {
  const file = join(folder, 'lock');
  const locked = await stat(file).catch(() => undefined);
  if (!locked?.isFile()) return;
  const pid = await livingProcess(file);
  if (pid !== undefined) throw new PlexicaError('data_folder_in_use', `process ${pid} uses ${folder}`);
  await rm(file, { force: true });
}

async function livingProcess(file: string): Promise<number | undefined> {
  try {
    const { pid, began } = JSON.parse(await readFile(file, 'utf8')) as { pid?: unknown; began?: unknown };
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
    return processStart(pid) === began ? pid : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Clock ticks after boot at which a process began: tells it from a later one with the same id. */
function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // Without /proc the process id alone has to do.
    return '';
  }
}
