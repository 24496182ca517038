import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, isAbsolute, sep } from 'node:path';
import { decodeText } from '@plexica/sdk/text';
import type { Plugin } from 'rollup';
import { shownPath } from './code-problem.ts';

/**
 * Finds files that are neither in the project nor in an installed or linked package. Otherwise a path such as
 * `../../.docker/config.json`, or a link to it, would put that file into the package.
 *
 * @param folder absolute path of the project
 * @returns what is wrong with a file, or `undefined`
 */
export function outsideFiles(folder: string): (path: string) => string | undefined {
  const project = realpathSync(folder);
  const verdicts = new Map<string, boolean>();
  return (path) => {
    // The name of a file that is read at run time is the one in the code, which can contain links.
    const place = dirname(realPath(path));
    let allowed = verdicts.get(place);
    if (allowed === undefined) {
      allowed = isBelow(project, place) || isInstalled(place) || isLinked(project, place);
      verdicts.set(place, allowed);
    }
    if (allowed) return undefined;
    return `${shownPath(folder, path)} is outside the project; copy it into the project, or import it from an installed package`;
  };
}

/** The real path; the path itself if it does not exist, as for modules that a rollup plugin generates. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Refuses such files as a bundle reads them. */
export function refuseOutsideFiles(problemOf: (path: string) => string | undefined): Plugin {
  return {
    name: 'refuse-outside-files',
    load(id) {
      // Ids that begin with NUL are no files.
      if (id.startsWith('\0')) return null;
      const message = problemOf(id.split('?')[0] as string);
      return message === undefined ? null : this.error({ id, message });
    },
  };
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether it is in a package below `node_modules`, at any depth. */
function isInstalled(place: string): boolean {
  const parts = place.split(sep);
  return parts.lastIndexOf('node_modules') >= 0 && parts.lastIndexOf('node_modules') < parts.length - 1;
}

/** Whether it is in a package that `node_modules` links to: a workspace, `npm link`, or a `file:` dependency. */
function isLinked(project: string, place: string): boolean {
  const root = packageRoot(place);
  // A home folder can be a package too. Its hidden files are not code.
  if (root === undefined || isHidden(relative(root.folder, place))) return false;
  return [...ancestors(project), ...ancestors(root.folder)].some((folder) => {
    try {
      return realpathSync(join(folder, 'node_modules', root.name)) === root.folder;
    } catch {
      return false;
    }
  });
}

function isHidden(way: string): boolean {
  return way.split(sep).some((part) => part.startsWith('.'));
}

/** The nearest folder whose package.json has a name. Files without a name only set the type of modules. */
function packageRoot(place: string): { folder: string; name: string } | undefined {
  for (const folder of ancestors(place)) {
    try {
      const { name } = JSON.parse(decodeText(readFileSync(join(folder, 'package.json')))) as {
        name?: unknown;
      };
      if (typeof name === 'string') return { folder, name };
    } catch {
      // There is none, or none that can be read.
    }
  }
  return undefined;
}

function ancestors(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...ancestors(above)];
}
