import { createHash } from 'node:crypto';
import { readFileSync, statSync, type Stats } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';

/** What a package is made of; everything else in these folders, such as the files that editors write aside, is not. */
const SOURCES = /\.(?:[cm]?[jt]sx?|json|sql)$/;

/** Editors write a file in several steps; after this long without another one they are done. */
const SETTLE_MS = 5;

/** How often files are looked at where the system does not tell of changes. */
const POLL_MS = 300;

export interface FileWatcher {
  /**
   * Watches what a bundler has read too, wherever in the project it lies; what is elsewhere or in node_modules is not.
   *
   * @param files absolute paths
   * @param began when the bundler began, in milliseconds since 1970: what was saved after it counts as changed
   */
  add(files: readonly string[], began: number): void;
  close(): Promise<void>;
}

/**
 * Tells of changed files of a project, those of one save together. A save that leaves all bytes as they were is none.
 *
 * @param folder absolute
 * @param entry absolute path of the backend's source, whose folder is watched too
 * @param onChange gets the time of the first change (`performance.now`) and the paths, relative to the folder
 * @param onPolling is told once, by the system's reason, that files are looked at again and again instead
 */
export async function watchFiles(
  folder: string,
  entry: string | undefined,
  onChange: (since: number, paths: string[]) => void,
  onPolling: (reason: string) => void,
): Promise<FileWatcher> {
  const read = new Set<string>();
  const roots = new Set(['src', 'migrations', 'events', 'plexica.json', 'package.json', 'tsconfig.json']);
  if (entry !== undefined) {
    roots.add(relative(folder, entry).split(sep)[0] ?? '');
  }
  const ignored = (path: string, stats?: Stats): boolean => {
    const parts = relative(folder, path).split(sep);
    if (parts[0] === '' || read.has(path)) {
      return false;
    }
    return (
      !roots.has(parts[0] ?? '') ||
      parts.some((part) => part === 'node_modules' || part.startsWith('.')) ||
      (stats?.isFile() === true && !SOURCES.test(path))
    );
  };
  const known = new Map<string, string | undefined>();
  const changed = new Set<string>();
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const settled = (): void => {
    const paths = [...changed].filter((path) => {
      const before = known.get(path);
      known.set(path, contentOf(path));
      return known.get(path) !== before;
    });
    changed.clear();
    if (paths.length > 0) {
      onChange(
        since,
        paths.map((path) => relative(folder, path).split(sep).join('/')),
      );
    }
  };
  const notice = (path: string): void => {
    if (changed.size === 0) {
      since = performance.now();
    }
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(settled, SETTLE_MS);
  };
  let watcher: FSWatcher;
  const start = (polling: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const mine = watch([folder, ...read], { ignored, usePolling: polling, interval: POLL_MS });
      watcher = mine;
      let ready = false;
      mine.on('all', (event, path) => {
        if (mine !== watcher || event === 'addDir' || event === 'unlinkDir') return;
        // What the watcher before this one knew may have been saved meanwhile.
        if (ready || known.has(path)) notice(path);
        else known.set(path, contentOf(path));
      });
      mine.once('ready', () => {
        ready = true;
        resolve();
      });
      mine.on('error', (error) => {
        if (mine !== watcher || closed) return;
        const { code, message } = error as NodeJS.ErrnoException;
        if (!polling) {
          onPolling(code ?? message);
          void mine.close();
          start(true).then(resolve, reject);
        } else if (!ready) {
          reject(error);
        }
      });
    });
  await start(false);
  return {
    add: (files, began) => {
      if (closed) return;
      const found = files.filter((path) => !known.has(path) && isOwn(folder, path));
      for (const path of found) {
        read.add(path);
        if (isSavedSince(path, began)) notice(path);
        else known.set(path, contentOf(path));
      }
      watcher.add(found);
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      return watcher.close();
    },
  };
}

/** Modules that a bundler has made up have no absolute path. */
function isOwn(folder: string, path: string): boolean {
  const parts = relative(folder, path).split(sep);
  return (
    isAbsolute(path) && !isAbsolute(parts.join(sep)) && parts[0] !== '..' && !parts.includes('node_modules')
  );
}

/** What is moved into its place keeps the time of its content. @param time milliseconds since 1970 */
function isSavedSince(path: string, time: number): boolean {
  try {
    const { mtimeMs, ctimeMs } = statSync(path);
    return Math.max(mtimeMs, ctimeMs) > time;
  } catch {
    // It is gone again, or cannot be read, which the bundler tells of.
    return false;
  }
}

/** A hash, or `undefined` for what is not there: an editor's file may be gone again. */
function contentOf(path: string): string | undefined {
  try {
    return createHash('sha1').update(readFileSync(path)).digest('hex');
  } catch {
    return undefined;
  }
}
