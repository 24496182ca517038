import { copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Made by tools, or written by a build. */
const LEFT_OUT = ['dist', 'node_modules', '.plexica', 'package.json'];

/**
 * Makes `staging` look like the project, so that it can be built and packed there while the project stays as it is.
 * Folders are linked, files are copied; `package.json` and `dist/` are left to {@link writeBuilt}.
 */
export async function stage(folder: string, staging: string): Promise<void> {
  await mkdir(staging, { recursive: true });
  const entries = await readdir(folder, { withFileTypes: true });
  const wanted = entries.filter(({ name }) => !LEFT_OUT.includes(name) && !name.startsWith('.'));
  await Promise.all(
    wanted.map(async (entry) => {
      const target = join(staging, entry.name);
      await rm(target, { recursive: true, force: true });
      if (entry.isDirectory()) {
        await symlink(join(folder, entry.name), target, 'junction');
      } else if (entry.isFile()) {
        await copyFile(join(folder, entry.name), target);
      }
    }),
  );
}

/** Writes what a build made below `folder`; what an earlier build left behind there is removed. */
export async function writeBuilt(folder: string, files: Record<string, string>): Promise<void> {
  await rm(join(folder, 'dist'), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
