import { constants } from 'node:fs';
import { mkdtemp, open, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';

/** Longest path of a socket in bytes: macOS has room for 104 with the zero at the end, Linux for 108. */
const LONGEST_PATH = 103;

/** Error codes of file systems without sockets. */
const NO_SOCKETS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EAFNOSUPPORT']);

/**
 * ENOTSOCK is macOS's answer for an ordinary file; Linux says ECONNREFUSED. macOS says that also where the queue of a
 * stopped process is full, which takes 128 attempts.
 */
const DEAD = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK']);
/** The queue of a stopped process is full, or the process belongs to another user. */
const ALIVE = new Set(['EAGAIN', 'EBUSY', 'EACCES', 'EPERM']);

/**
 * Shows that a process is alive with a listening socket in a folder. The kernel closes it when the last process that
 * holds it ends, for whatever reason. Unlike a process id, it means the same in every container of a kernel.
 *
 * @param folder absolute, exists
 * @param name of the socket in the folder; on Windows, where the socket is a pipe, unique on the machine
 * @throws PlexicaError `data_folder_unusable` if the file system has no sockets; otherwise the error of the system,
 *   with the folder as its `path`
 */
export async function showLife(folder: string, name: string): Promise<Server> {
  const server = createServer((connection) => connection.destroy());
  try {
    await addressed(folder, name, async (address) => {
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve));
    });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!NO_SOCKETS.has(code)) throw Object.assign(error as Error, { path: folder });
    throw new PlexicaError('data_folder_unusable', `${folder}: cannot create a socket here (${code})`, {
      hint: 'A server locks its data folder with a socket. Use a folder on a local file system, such as ext4, XFS, Btrfs or APFS.',
      cause: error,
    });
  }
  // That one connection could not be accepted does not matter: it was queued, which says enough.
  server.on('error', () => undefined);
  return server.unref();
}

/** Whether a process that created or inherited this socket is alive, even if it is stopped or busy. */
export async function lives(folder: string, name: string): Promise<boolean> {
  for (;;) {
    const code = await addressed(folder, name, connection).catch(codeOfMissing);
    if (code === undefined || ALIVE.has(code)) return true;
    if (DEAD.has(code)) return false;
    // The socket was closed with the connection in its queue.
    if (code === 'ECONNRESET') continue;
    throw Object.assign(new Error(`${join(folder, name)}: ${code}`), { code, path: join(folder, name) });
  }
}

/** A folder whose path is too long for a socket is opened, and may be missing as the socket may. */
function codeOfMissing(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return 'ENOENT';
}

/** @returns the code with which a connection is refused */
async function connection(address: string): Promise<string | undefined> {
  const socket = connect(address);
  try {
    return await new Promise<string | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => resolve(code));
    });
  } finally {
    socket.destroy();
  }
}

/** Gives an address of a socket that is short enough for the kernel, however long the path of its folder is. */
async function addressed<T>(folder: string, name: string, use: (address: string) => Promise<T>): Promise<T> {
  // Windows has no sockets with a name in a folder that Node can use. A pipe's name is known to whoever may read the
  // folder's files.
  if (process.platform === 'win32') return use(`\\\\.\\pipe\\plexica-${name}`);
  const plain = join(folder, name);
  if (Buffer.byteLength(plain) <= LONGEST_PATH) return use(plain);
  if (process.platform === 'linux') {
    const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      return await use(`/proc/self/fd/${handle.fd}/${name}`);
    } finally {
      await handle.close();
    }
  }
  // macOS has no such paths. The socket still lies in the folder; only the way to it leads through a link, in a folder
  // that no other user can enter.
  const shortcut = await mkdtemp(join(tmpdir(), 'plexica-'));
  try {
    await symlink(folder, join(shortcut, 'f'));
    return await use(join(shortcut, 'f', name));
  } finally {
    await rm(shortcut, { recursive: true, force: true });
  }
}
