import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { lives, showLife } from '../folder-lock/life.ts';

/** In the folder of the cluster, so that it moves with the cluster. */
const SIGN = 'plexica-life';

/**
 * Whether any process of a PostgreSQL that `spawnMarked` started is still alive, in any container. A process id is
 * meaningless in another container, and so is the shared memory that PostgreSQL itself checks. Systems other than Linux
 * have no such containers, and PostgreSQL detects it itself.
 *
 * @param folder absolute folder of the cluster; may be missing
 */
export async function livesIn(folder: string): Promise<boolean> {
  return process.platform === 'linux' && (await lives(folder, SIGN));
}

/**
 * Starts a PostgreSQL with processes that all hold the life sign.
 *
 * @param spawn starts its first process and passes these descriptors after the standard streams in `stdio`
 * @throws PlexicaError `database_in_use` if another is alive, `data_folder_unusable`
 */
export async function spawnMarked<Child>(
  folder: string,
  spawn: (inherited: readonly number[]) => Child,
): Promise<Child> {
  if (process.platform !== 'linux') return spawn([]);
  if (await livesIn(folder)) {
    throw new PlexicaError('database_in_use', `processes of an earlier PostgreSQL still use ${folder}`);
  }
  // Closing the server removes the name under which it was created.
  const draft = `${SIGN}.draft`;
  await rm(join(folder, draft), { force: true });
  const server = await showLife(folder, draft);
  try {
    await rename(join(folder, draft), join(folder, SIGN));
    return spawn([descriptor(server)]);
  } finally {
    // From now on, only the processes of PostgreSQL hold it open.
    server.close();
  }
}

/** Node has no public API for this. */
function descriptor(server: object): number {
  return (server as { _handle: { fd: number } })._handle.fd;
}
