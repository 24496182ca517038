import { PlexicaError } from '@plexica/sdk/errors';

/** Why the system refuses to touch a file, by its own name for it. */
const REASONS: Record<string, string> = {
  EACCES: 'you may not do that there',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'your quota of the disk is used up',
  EFBIG: 'the file would be too large',
  EIO: 'the device fails',
  EBUSY: 'it is in use, or something is mounted there',
  EXDEV: 'it lies on another device',
  ENOENT: 'it does not exist',
  EEXIST: 'something is there already',
  ENOTDIR: 'a file is where a folder should be',
  EISDIR: 'a folder is where a file should be',
  ENOTEMPTY: 'the folder is not empty',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'this process has too many files open',
  ENFILE: 'this machine has too many files open',
};

/** What was being done, by the system call. */
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
  mkdir: 'made',
  mkdtemp: 'made',
  symlink: 'made',
  rename: 'moved',
  unlink: 'removed',
  rmdir: 'removed',
  rm: 'removed',
  chmod: 'changed',
};

/** The reason and the system's name for it, or `undefined` for anything else than an error of the file system. */
export function fileReason(thrown: unknown): string | undefined {
  const { code = '', syscall = '' } = (thrown ?? {}) as NodeJS.ErrnoException;
  // So Node calls every failure but lacking rights when it makes a folder with those above it.
  if (syscall === 'mkdir' && code === 'ENOENT')
    return `the folder that it is to lie in is missing or read-only (${code})`;
  const known = Object.hasOwn(REASONS, code) && Object.hasOwn(VERBS, syscall);
  return known ? `${REASONS[code]} (${code})` : undefined;
}

/**
 * Says in plain words what the file system refuses.
 *
 * @param hint what to do, where more is known than what the system says
 * @returns `file_error`, or `undefined` for anything else than an error of the file system
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
