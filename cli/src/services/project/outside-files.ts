import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, isAbsolute, sep } from 'node:path';
import { decodeText } from '@plexica/sdk/text';
import type { Plugin } from 'rollup';
import { shownPath } from './code-problem.ts';

/**
 * Tells of files that lie neither in the project nor in a package that it has installed or linked: a path such as
 * `../../.docker/config.json`, or a link that leads there, would put what it holds into the package.
 *
 * @param folder absolute path of the project
 * @returns what is wrong with a file, or `undefined`
 */
export function outsideFiles(folder: string): (path: string) => string | undefined {
  const project = realpathSync(folder);
  const verdicts = new Map<string, boolean>();
  return (path) => {
    // Files that are read at run time come by the name that the code has for them, which may lead through a link.
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

/** What a path leads to; itself where nothing is there, as with modules that a plugin of rollup makes. */
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

/** In a package that lies where package managers put it: below `node_modules`, at any depth. */
function isInstalled(place: string): boolean {
  const parts = place.split(sep);
  return parts.lastIndexOf('node_modules') >= 0 && parts.lastIndexOf('node_modules') < parts.length - 1;
}

/** In a package elsewhere to which a `node_modules` leads by its name: a workspace, `npm link`, or a `file:` dependency. */
function isLinked(project: string, place: string): boolean {
  const root = packageRoot(place);
  // A home folder may be a package too; what it hides is none of its code.
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

/** The nearest folder whose package.json has a name; those without one only say what kind of modules they hold. */
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
