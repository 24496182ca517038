import { copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Built } from './build.ts';

/** Made by tools, and never part of a package. */
const LEFT_OUT = ['dist', 'node_modules', '.plexica', 'package.json'];

/**
 * Makes `staging` look like the project after a build, so that it can be packed while the project stays as it is.
 * Folders are linked, files are copied.
 *
 * @param packageJson text of package.json, which may name another version than the project's
 */
export async function stage(built: Built, packageJson: string, staging: string): Promise<void> {
  await mkdir(staging, { recursive: true });
  for (const entry of await readdir(built.folder, { withFileTypes: true })) {
    const target = join(staging, entry.name);
    if (LEFT_OUT.includes(entry.name) || entry.name.startsWith('.')) {
      continue;
    }
    await rm(target, { recursive: true, force: true });
    if (entry.isDirectory()) {
      await symlink(join(built.folder, entry.name), target, 'junction');
    } else if (entry.isFile()) {
      await copyFile(join(built.folder, entry.name), target);
    }
  }
  await writeFile(join(staging, 'package.json'), packageJson);
  await writeBuilt(staging, built.files);
}

/** Writes what a build made below `folder`; what an earlier build left behind there is removed. */
export async function writeBuilt(folder: string, files: Record<string, string>): Promise<void> {
  await rm(join(folder, 'dist'), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
