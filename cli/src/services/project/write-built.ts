import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How often another build may come between before something else must be wrong. */
const TRIES = 100;

/** What `rename` says where the target exists; on Windows it forbids it. */
const EXISTS = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM']);

/**
 * Puts what a build made in the place of `folder`'s `dist`; what an earlier build left behind there is removed. Several
 * may do so at once: `dist` is that of one of them, complete.
 *
 * @param files path, starting with `dist/`, and content
 */
export async function writeBuilt(folder: string, files: Record<string, string>): Promise<void> {
  // Beside its target, since a rename does not leave a file system.
  const staging = await mkdtemp(join(folder, '.dist-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await writeFile(join(staging, path), text);
    }
    await replace(join(folder, 'dist'), staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** No file system puts a folder in the place of another at one stroke: what is there is moved aside first. */
async function replace(target: string, staging: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await rename(join(staging, 'dist'), target);
      return;
    } catch (error) {
      if (!EXISTS.has(codeOf(error)) || tries === TRIES) throw error;
    }
    await rename(target, join(staging, `old-${tries}`)).catch((error: unknown) => {
      // Another build has moved it just now.
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
