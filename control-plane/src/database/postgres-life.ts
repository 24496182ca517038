import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { lives, showLife } from '../folder-lock/life.ts';

/** In the folder of the cluster, so that the sign goes wherever the cluster does. */
const SIGN = 'plexica-life';

/**
 * Whether any process of a PostgreSQL that `spawnMarked` started still lives, its first one or another, in whatever
 * container. Its process id tells nothing there, and the shared memory by which PostgreSQL itself finds out belongs to
 * one container. Other systems than Linux have no such containers, and there PostgreSQL finds out itself.
 *
 * @param folder absolute, of the cluster; may be missing
 */
export async function livesIn(folder: string): Promise<boolean> {
  return process.platform === 'linux' && (await lives(folder, SIGN));
}

/**
 * Starts a PostgreSQL whose processes all show that it lives.
 *
 * @param spawn starts its first process, with these descriptors behind the standard streams of its `stdio`
 * @throws PlexicaError `database_in_use` where another lives, `data_folder_unusable`
 */
export async function spawnMarked<Child>(
  folder: string,
  spawn: (inherited: readonly number[]) => Child,
): Promise<Child> {
  if (process.platform !== 'linux') return spawn([]);
  if (await livesIn(folder)) {
    throw new PlexicaError('database_in_use', `processes of an earlier PostgreSQL still use ${folder}`);
  }
  // Closing the server removes the name that it was made with.
  const draft = `${SIGN}.draft`;
  await rm(join(folder, draft), { force: true });
  const server = await showLife(folder, draft);
  try {
    await rename(join(folder, draft), join(folder, SIGN));
    return spawn([descriptor(server)]);
  } finally {
    // From now on only the processes of PostgreSQL have it open.
    server.close();
  }
}

/** Node has no public name for it. */
function descriptor(server: object): number {
  return (server as { _handle: { fd: number } })._handle.fd;
}
