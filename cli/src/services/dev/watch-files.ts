import { relative, sep } from 'node:path';
import { watch } from 'chokidar';

/** Not part of a build, or made by one. */
const IGNORED = new Set(['node_modules', 'dist', 'test', 'coverage']);

/** Editors write a file in several steps; this long after the first one they are done. */
const SETTLE_MS = 5;

/**
 * Tells of changed files of a project, those of one save together.
 *
 * @param onChange gets the time of the first change (`performance.now`) and the paths, relative to the folder
 * @returns stops watching
 */
export async function watchFiles(
  folder: string,
  onChange: (since: number, paths: string[]) => void,
): Promise<() => Promise<void>> {
  const changed = new Set<string>();
  let since = 0;
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path) =>
      relative(folder, path)
        .split(sep)
        .some((part) => IGNORED.has(part) || isHidden(part)),
  });
  watcher.on('all', (_event, path) => {
    if (changed.size === 0) {
      since = performance.now();
      setTimeout(() => {
        const paths = [...changed].map((each) => relative(folder, each).split(sep).join('/'));
        changed.clear();
        onChange(since, paths);
      }, SETTLE_MS);
    }
    changed.add(path);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return () => watcher.close();
}

function isHidden(name: string): boolean {
  return name.startsWith('.') && name !== '.' && name !== '..';
}
