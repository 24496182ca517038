import { PlexicaError } from '@plexica/sdk/errors';

/** Reasons for file system errors, by error code. */
const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the file would be too large',
  EIO: 'the disk reported an error',
  EBUSY: 'it is in use or a mount point',
  EXDEV: 'it is on another device',
  ENOENT: 'it does not exist',
  EEXIST: 'it already exists',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ENOTEMPTY: 'the folder is not empty',
  ELOOP: 'its links form a loop',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'this process has too many files open',
  ENFILE: 'this machine has too many files open',
};

/** What failed, by system call. */
const VERBS: Record<string, string> = {
  open: 'opened',
  read: 'read',
  scandir: 'read',
  stat: 'read',
  lstat: 'read',
  readlink: 'read',
  realpath: 'read',
  access: 'read',
  write: 'written',
  copyfile: 'written',
  mkdir: 'created',
  mkdtemp: 'created',
  symlink: 'created',
  rename: 'moved',
  unlink: 'removed',
  rmdir: 'removed',
  rm: 'removed',
  chmod: 'changed',
};

/** The reason and the error code, or `undefined` if this is not a file system error. */
export function fileReason(thrown: unknown): string | undefined {
  const { code = '', syscall = '' } = (thrown ?? {}) as NodeJS.ErrnoException;
  // Node reports ENOENT for most failures of a recursive mkdir.
  if (syscall === 'mkdir' && code === 'ENOENT') return `its parent folder is missing or read-only (${code})`;
  const known = Object.hasOwn(REASONS, code) && Object.hasOwn(VERBS, syscall);
  return known ? `${REASONS[code]} (${code})` : undefined;
}

/**
 * Turns a file system error into a `file_error` with a readable message.
 *
 * @param hint a more specific next step, if known
 * @returns `undefined` if this is not a file system error
 */
export function fileError(thrown: unknown, hint?: string): PlexicaError | undefined {
  const reason = fileReason(thrown);
  if (reason === undefined) return undefined;
  const { path, syscall = '' } = thrown as NodeJS.ErrnoException;
  return new PlexicaError('file_error', `${path ?? 'A file'} cannot be ${VERBS[syscall]}: ${reason}.`, {
    ...(hint !== undefined && { hint }),
    cause: thrown,
  });
}
