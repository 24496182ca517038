import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileError } from '../../file-error.ts';
import type { BuiltFiles } from './bundle.ts';

/** Number of attempts while other builds replace `dist` at the same time. */
const TRIES = 100;

/** Errors of `rename` if the target exists; `EPERM` on Windows. */
const EXISTS = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM']);

/** Prefix of the folders of unfinished builds. The id of the process follows. */
const STAGING = '.dist-';
/** Identifies the machine and the container in which a pid is valid. */
const PROCESSES = createHash('sha256').update(`${hostname()} ${pidNamespace()}`).digest('hex').slice(0, 8);
const MADE_BY = /^\.dist-([0-9a-f]{8})-(\d+)-/;
/** A build takes milliseconds to write. Older folders, in ms, were left behind by a killed build on any machine. */
const LEFT_BEHIND = 3_600_000;

/** The file that makes a folder a complete build. */
const MANIFEST = 'plexica.json';

/**
 * Replaces `folder`'s `dist` with a new build, and removes what killed builds left behind. If several builds do this at
 * once, `dist` is one of them, complete. If the process is killed, `dist` is the old one, the new one, or missing.
 *
 * If `dist` cannot be moved, such as a mount or a folder of a Docker image, its content is replaced instead.
 * `dist/plexica.json` is removed first and written last, so a `dist` that contains it is complete. In this case, the
 * files of several builds at once can mix.
 *
 * @param files path, starting with `dist/`, and content
 * @throws PlexicaError `file_error`; `dist` is as it was
 */
export async function writeBuilt(folder: string, files: BuiltFiles): Promise<void> {
  const target = join(folder, 'dist');
  try {
    // Next to its target, because a rename cannot cross file systems.
    await staged(folder, files, (built, staging) => replace(target, built, staging));
  } catch (error) {
    if (fileError(error) === undefined) throw error;
    // If it were a link, files elsewhere would be removed.
    if (!(await isFolder(target))) throw explained(error);
    await staged(target, files, (built) => replaceContent(target, built)).catch((inside: unknown) => {
      throw explained(inside);
    });
  }
}

/** Writes the files into a new folder in `place`, passes it on, and then removes it with its content. */
async function staged(
  place: string,
  files: BuiltFiles,
  use: (built: string, staging: string) => Promise<void>,
): Promise<void> {
  await removeLeftBehind(place);
  const staging = await mkdtemp(join(place, `${STAGING}${PROCESSES}-${process.pid}-`));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await writeFile(join(staging, path), text);
    }
    await use(join(staging, 'dist'), staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** No file system can replace a folder by another one atomically, so the old one is moved aside first. */
async function replace(target: string, built: string, staging: string): Promise<void> {
  let aside: string | undefined;
  for (let tries = 1; ; tries++) {
    try {
      await rename(built, target);
      return;
    } catch (error) {
      if (!EXISTS.has(codeOf(error)) || tries === TRIES) {
        if (aside !== undefined) await rename(aside, target).catch(() => undefined);
        throw error;
      }
    }
    const next = join(staging, `old-${tries}`);
    try {
      await rename(target, next);
      aside = next;
    } catch (error) {
      // Another build has moved it just now.
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
}

async function replaceContent(target: string, built: string): Promise<void> {
  for (const name of manifestFirst(await readdir(target))) {
    if (!name.startsWith(STAGING)) await rm(join(target, name), { recursive: true, force: true });
  }
  for (const name of manifestFirst(await readdir(built)).toReversed()) {
    await rename(join(built, name), join(target, name));
  }
}

function manifestFirst(names: readonly string[]): string[] {
  return names.toSorted((a, b) => Number(b === MANIFEST) - Number(a === MANIFEST));
}

async function removeLeftBehind(place: string): Promise<void> {
  const names = (await readdir(place)).filter((name) => name.startsWith(STAGING));
  for (const name of names) {
    const path = join(place, name);
    const since = await stat(path).catch(() => undefined);
    if (since !== undefined && (hasEnded(name) || Date.now() - since.mtimeMs > LEFT_BEHIND))
      await rm(path, { recursive: true, force: true });
  }
}

/** Whether the process that created such a folder has ended, as far as this process can see. */
function hasEnded(name: string): boolean {
  const [, processes, pid] = MADE_BY.exec(name) ?? [];
  if (processes !== PROCESSES) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has them.
    return '';
  }
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function explained(error: unknown): unknown {
  return fileError(error, HINTS[codeOf(error)] ?? HINTS['EACCES']) ?? error;
}

const ELSEWHERE = '`plexica pack --output <folder>` and `plexica publish` do not write into the project.';
const HINTS: Record<string, string> = {
  EACCES: `Change the owner of the project and its dist/ to your user, or delete a dist/ that another user created, such as root in a container. ${ELSEWHERE}`,
  EROFS: `Build in a writable copy of the project. ${ELSEWHERE}`,
  ENOSPC: 'Free disk space and build again.',
  EDQUOT: 'Free disk space and build again.',
};

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
